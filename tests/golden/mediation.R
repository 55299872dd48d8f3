# Witness: mediation with two-way fixed effects in R, packages lavaan, plm, sandwich.
# Run in this folder: Rscript mediation.R    Reads grunfeld.csv, empluk.csv; writes mediation.csv.
# Grunfeld: value -> capital -> invest. EmplUK (unbalanced): wage -> capital -> emp with output as control.
# lavaan: the path model on columns freed of firm and year dummies (its maximum-likelihood slopes are least
# squares there), a, b, direct, indirect, total and the joint pair of two mediators. sandwich: errors of the
# dummy-variable equations, clustered by firm, HC1 with the cluster adjustment (convention `full`).

suppressPackageStartupMessages({ library(lavaan); library(sandwich) })

paths <- function(case, data, model, columns) {
  freed <- as.data.frame(setNames(lapply(columns, function(v)
    residuals(lm(data[[v]] ~ factor(data$firm) + factor(data$year)))), columns))
  size <- sapply(freed, sd)
  fit <- sem(model$text, data = as.data.frame(scale(freed, center = FALSE, scale = size)), meanstructure = FALSE)
  found <- parameterEstimates(fit)
  found <- found[found$label != "", c("label", "est")]
  unit <- model$unit(size)
  data.frame(case, quantity = found$label, value = found$est * unit[found$label], row.names = NULL)
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
  paths("empluk", empluk, single("wage", "capital", "emp", " + output"), c("wage", "capital", "emp", "output")),
  errors("empluk", empluk, list(a = as.formula(paste("capital ~ wage + output", fe)),
    b = as.formula(paste("emp ~ capital + wage + output", fe)),
    total = as.formula(paste("emp ~ wage + output", fe)),
    direct = as.formula(paste("emp ~ wage + capital + output", fe)))),
  paths("empluk pair", empluk, pair("wage", "capital", "output", "emp"), c("wage", "capital", "output", "emp"))
)
out$value <- sprintf("%.15g", out$value)
write.csv(out, "mediation.csv", row.names = FALSE, quote = FALSE)
