# Dumitrescu-Hurlin tests by plm and the pieces of the half-panel-jackknife test by lm, stored beside this file.
# Run in this folder: Rscript granger.R  (R with plm, lmtest; Debian: r-cran-plm)
suppressMessages({library(plm); library(lmtest)})
data("Grunfeld", package = "plm"); data("EmplUK", package = "plm")
rows <- list()
keep <- function(case, order, name, value) rows[[length(rows) + 1]] <<- data.frame(case, order, name, value)
granger <- function(case, formula, data, order, tests) {
  for (test in tests) {
    found <- pgrangertest(formula, data = data, order = order, test = test)
    keep(case, order, test, unname(found$statistic))
    if (!is.null(found$p.value)) keep(case, order, paste0(test, "_p"), unname(found$p.value))
  }
  units <- found$indgranger
  for (i in seq_len(nrow(units))) keep(case, order, paste0("wald_", units[i, 1]), units$Chisq[i])
}
for (order in 1:3) granger("grunfeld", inv ~ value, Grunfeld, order, c("Ztilde", "Zbar", "Wbar"))
granger("grunfeld_back", value ~ inv, Grunfeld, 1, c("Ztilde", "Zbar", "Wbar"))
# Unbalanced: firms lose their first years in turn
lost <- Grunfeld[!(Grunfeld$firm <= 6 & Grunfeld$year < 1935 + Grunfeld$firm), ]
granger("unbalanced", inv ~ value, lost, 1, c("Ztilde", "Wbar"))
long <- EmplUK[EmplUK$firm %in% names(which(table(EmplUK$firm) == 9)), ]
granger("empluk", emp ~ wage, long, 1, c("Ztilde", "Zbar", "Wbar"))

# Juodis, Karavias & Sarafidis: pooled b beside unit constants and unit own lags, on the panel and its halves
lags <- function(data, order) {
  parts <- lapply(split(data, data$firm), function(d) {
    for (k in seq_len(order)) for (v in c("inv", "value"))
      d[[paste0(v, k)]] <- c(rep(NA, k), d[[v]][seq_len(nrow(d) - k)])
    d[-seq_len(order), ]
  })
  do.call(rbind, parts)
}
pooled <- function(data, order) {
  own <- paste0("factor(firm):inv", seq_len(order)); other <- paste0("value", seq_len(order))
  formula <- as.formula(paste("inv ~ 0 + factor(firm) +", paste(c(own, other), collapse = " + ")))
  lm(formula, data = data)
}
jackknife <- function(case, data, order) {
  whole <- lags(data, order); years <- sort(unique(data$year)); mid <- years[length(years) %/% 2]
  other <- paste0("value", seq_len(order))
  fits <- list(pooled(whole, order), pooled(lags(data[data$year <= mid, ], order), order),
               pooled(lags(data[data$year > mid, ], order), order))
  b <- sapply(fits, function(f) coef(f)[other]); b <- matrix(b, nrow = order)
  tilde <- 2 * b[, 1] - (b[, 2] + b[, 3]) / 2
  design <- model.matrix(fits[[1]]); x <- design[, other, drop = FALSE]
  z <- design[, setdiff(colnames(design), other)]
  mx <- qr.resid(qr(z), x); my <- qr.resid(qr(z), whole$inv)
  scores <- rowsum(mx * as.vector(my - mx %*% tilde), whole$firm)
  bread <- solve(crossprod(mx)); n <- length(unique(whole$firm)); total <- nrow(whole) + n * order
  V <- bread %*% crossprod(scores) %*% bread * total / (total - n - n * order - order)
  for (k in seq_len(order)) {
    keep(case, order, paste0("pooled_", k), b[k, 1]); keep(case, order, paste0("hpj_", k), tilde[k])
    keep(case, order, paste0("hpj_se_", k), sqrt(V[k, k]))
  }
  keep(case, order, "hpj_wald", as.numeric(t(tilde) %*% solve(V) %*% tilde))
}
jackknife("grunfeld", Grunfeld, 1); jackknife("grunfeld", Grunfeld, 2)
out <- do.call(rbind, rows)
out$value <- format(out$value, digits = 15, trim = TRUE)
write.csv(out, "granger.csv", row.names = FALSE, quote = FALSE)
write.csv(Grunfeld[, c("firm", "year", "inv", "value")], "granger_grunfeld.csv", row.names = FALSE, quote = FALSE)
write.csv(long[, c("firm", "year", "emp", "wage")], "granger_empluk.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "plm", as.character(packageVersion("plm")), "\n")
