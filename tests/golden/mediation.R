# Witness: mediation with two-way fixed effects in R, packages lavaan, plm, sandwich.
# Run in this folder: Rscript mediation.R    Reads grunfeld.csv, empluk.csv; writes mediation.csv.
# Grunfeld: value -> capital -> invest. EmplUK (unbalanced): wage -> capital -> emp with output as control.
# lavaan: the path model on columns freed of firm and year dummies (its maximum-likelihood slopes are least
# squares there), a, b, direct, indirect, total and the joint pair of two mediators. _se_clustered: lavaan's
# robust.cluster errors by firm, that of the product by its delta method over both equations; they bear the
# factor G/(G-1) alone. sandwich: errors of the dummy-variable equations, clustered by firm, HC1 with the
# cluster adjustment (convention `full`). plm: Arellano's error of b without any factor (HC0).

suppressPackageStartupMessages({ library(lavaan); library(sandwich); library(plm) })

paths <- function(case, data, model, columns) {
  freed <- as.data.frame(setNames(lapply(columns, function(v)
    residuals(lm(data[[v]] ~ factor(data$firm) + factor(data$year)))), columns))
  size <- sapply(freed, sd)
  scaled <- as.data.frame(scale(freed, center = FALSE, scale = size))
  unit <- model$unit(size)
  fit <- sem(model$text, data = scaled, meanstructure = FALSE)
  point <- subset(parameterEstimates(fit), label != "")
  # Freed of firm dummies, residuals sum to zero in every firm: lavaan warns of intercepts without variance.
  fit <- suppressWarnings(sem(model$text, data = cbind(scaled, firm = data$firm), meanstructure = TRUE,
                              cluster = "firm", estimator = "MLR"))
  stopifnot(lavInspect(fit, "options")$se == "robust.cluster")
  robust <- subset(parameterEstimates(fit), label != "")
  rbind(data.frame(case, quantity = point$label, value = point$est * unit[point$label], row.names = NULL),
        data.frame(case, quantity = paste0(robust$label, "_se_clustered"),
                   value = robust$se * unit[robust$label], row.names = NULL))
}
arellano <- function(case, data, formula, mediator) {
  fit <- plm(formula, data, index = c("firm", "year"), model = "within", effect = "twoways")
  covariance <- vcovHC(fit, method = "arellano", type = "HC0", cluster = "group")
  data.frame(case, quantity = "b_se_arellano", value = sqrt(covariance[mediator, mediator]))
}
single <- function(x, m, y, z) list(
  text = sprintf("%s ~ a*%s%s\n %s ~ direct*%s + b*%s%s\n indirect := a*b\n total := direct + a*b",
                 m, x, z, y, x, m, z),
  unit = function(s) c(a = s[[m]] / s[[x]], b = s[[y]] / s[[m]], direct = s[[y]] / s[[x]],
                       indirect = s[[y]] / s[[x]], total = s[[y]] / s[[x]]))
pair <- function(x, m, k, y) list(
  text = sprintf(paste("%s ~ a1*%s\n %s ~ a2*%s\n %s ~ direct*%s + b1*%s + b2*%s\n %s ~~ %s",
    "first := a1*b1\n second := a2*b2\n total := direct + a1*b1 + a2*b2", sep = "\n "),
    m, x, k, x, y, x, m, k, m, k),
  unit = function(s) c(a1 = s[[m]] / s[[x]], a2 = s[[k]] / s[[x]], b1 = s[[y]] / s[[m]], b2 = s[[y]] / s[[k]],
    direct = s[[y]] / s[[x]], first = s[[y]] / s[[x]], second = s[[y]] / s[[x]], total = s[[y]] / s[[x]]))
errors <- function(case, data, formulas) do.call(rbind, lapply(names(formulas), function(q) {
  fit <- lm(formulas[[q]], data)
  term <- attr(terms(fit), "term.labels")[1]
  data.frame(case, quantity = paste0(q, "_se"),
             value = sqrt(vcovCL(fit, cluster = data$firm, type = "HC1", cadjust = TRUE)[term, term]))
}))

grunfeld <- read.csv("grunfeld.csv")
empluk <- read.csv("empluk.csv")
fe <- " + factor(firm) + factor(year)"
out <- rbind(
  paths("grunfeld", grunfeld, single("value", "capital", "invest", ""), c("value", "capital", "invest")),
  errors("grunfeld", grunfeld, list(a = as.formula(paste("capital ~ value", fe)),
    b = as.formula(paste("invest ~ capital + value", fe)), total = as.formula(paste("invest ~ value", fe)),
    direct = as.formula(paste("invest ~ value + capital", fe)))),
  arellano("grunfeld", grunfeld, invest ~ value + capital, "capital"),
  paths("empluk", empluk, single("wage", "capital", "emp", " + output"), c("wage", "capital", "emp", "output")),
  errors("empluk", empluk, list(a = as.formula(paste("capital ~ wage + output", fe)),
    b = as.formula(paste("emp ~ capital + wage + output", fe)),
    total = as.formula(paste("emp ~ wage + output", fe)),
    direct = as.formula(paste("emp ~ wage + capital + output", fe)))),
  arellano("empluk", empluk, emp ~ wage + capital + output, "capital"),
  paths("empluk pair", empluk, pair("wage", "capital", "output", "emp"), c("wage", "capital", "output", "emp"))
)
out$value <- sprintf("%.15g", out$value)
write.csv(out, "mediation.csv", row.names = FALSE, quote = FALSE)
