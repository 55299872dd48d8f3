# Witness numbers for nqpf.diagnostics: plm on Grunfeld (balanced) and EmplUK (unbalanced).
# Run in this folder: Rscript diagnostics.R   (Debian: r-base-core, r-cran-plm, r-cran-car, r-cran-jsonlite)
suppressMessages({library(plm); library(car); library(jsonlite)})

wald <- function(model, covariance, tested) {
  d <- coef(model)[tested]
  as.numeric(t(d) %*% solve(covariance[tested, tested], d)) / length(d)
}

witness <- function(data, unit, time, y, x, path) {
  data <- data[order(data[[unit]], data[[time]]), c(unit, time, y, x)]
  names(data)[1:2] <- c("unit", "year")
  write.csv(data, path, row.names = FALSE)
  rhs <- paste(x, collapse = " + ")
  panel <- pdata.frame(data, c("unit", "year"))
  out <- list()

  # VIF: car on pooled least squares; after two-way effects, on plm's own residuals of each regressor
  pooled <- lm(as.formula(paste(y, "~", rhs)), data)
  out$vif <- as.list(vif(pooled))
  rest <- sapply(x, function(v) residuals(lm(as.formula(paste(v, "~ factor(unit) + factor(year)")), data)))
  out$vif_within <- as.list(setNames(diag(solve(crossprod(rest) / sqrt(outer(colSums(rest^2), colSums(rest^2))))), x))

  # Mundlak: pooled least squares with unit means; plm's clustered covariance with Stata's factor ("sss")
  years <- model.matrix(~ factor(year), data)[, -1]
  colnames(years) <- paste0("d", seq_len(ncol(years)))
  means <- apply(as.matrix(data[x]), 2, function(v) ave(v, data$unit)); colnames(means) <- paste0("mean_", x)
  year_means <- apply(years, 2, function(v) ave(v, data$unit)); colnames(year_means) <- paste0("m", seq_len(ncol(years)))
  all <- cbind(years, if (any(apply(year_means, 2, sd) > 1e-12)) year_means)
  full <- lm(as.formula(paste(y, "~ .")), cbind(data[c(y, x)], all, means))
  kept <- names(coef(full))[!is.na(coef(full))][-1]
  wide <- pdata.frame(cbind(data, all, means), c("unit", "year"))
  model <- plm(as.formula(paste(y, "~", paste(kept, collapse = " + "))), wide, model = "pooling")
  covariance <- vcovHC(model, method = "arellano", type = "sss", cluster = "group")
  out$mundlak <- wald(model, covariance, colnames(means))

  # Wooldridge / Drukker: plm's differences, no constant, lagged residuals, Stata's factor
  serial <- function() {
    changes <- sapply(c(y, x), function(v) as.numeric(diff(panel[[v]])))
    e <- na.omit(data.frame(unit = data$unit, year = data$year, changes))
    e$e <- residuals(lm(as.formula(paste(y, "~ 0 +", rhs)), e))
    e <- pdata.frame(e[c("unit", "year", "e")], c("unit", "year"))
    e$before <- lag(e$e)
    e <- pdata.frame(na.omit(as.data.frame(e)), c("unit", "year"))
    slope <- plm(e ~ 0 + before, e, model = "pooling")
    as.numeric((coef(slope) + 0.5)^2 / vcovHC(slope, method = "arellano", type = "sss", cluster = "group"))
  }
  out$wooldridge_no_years <- serial()

  # Pesaran CD on two-way residuals
  cd <- pcdtest(plm(as.formula(paste(y, "~", rhs)), panel, model = "within", effect = "twoways"), test = "cd")
  out$pesaran_cd <- list(statistic = unname(cd$statistic), p = unname(cd$p.value))

  # Harris-Tzavalis: the slope of y(t) on y(t-1) with unit effects, year means taken out, units with every year
  counts <- table(data$unit)
  whole <- data[data$unit %in% names(counts)[counts == length(unique(data$year))], ]
  whole$v <- whole[[y]] - ave(whole[[y]], whole$year)
  whole <- pdata.frame(whole, c("unit", "year"))
  out$unit_root_rho <- if (nrow(whole)) unname(coef(plm(v ~ lag(v), whole, model = "within"))) else NULL
  out
}

data(Grunfeld); data(EmplUK)
EmplUK$lemp <- log(EmplUK$emp); EmplUK$lwage <- log(EmplUK$wage); EmplUK$lcap <- log(EmplUK$capital)
numbers <- list(
  plm = as.character(packageVersion("plm")),
  grunfeld = witness(Grunfeld, "firm", "year", "inv", c("value", "capital"), "diagnostics_grunfeld.csv"),
  empluk = witness(EmplUK, "firm", "year", "lemp", c("lwage", "lcap"), "diagnostics_empluk.csv")
)
write_json(numbers, "diagnostics.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
