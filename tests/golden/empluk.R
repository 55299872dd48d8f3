# Witness for an unbalanced, weighted panel with clusters other than the units, in R, package sandwich.
# Run in this folder: Rscript empluk.R
# Writes empluk.csv (logs of the data of Arellano & Bond 1991 as plm ships them: 140 firms, 1976-1984,
# unbalanced) and empluk_estimates.csv: dummy-variable least squares, HC1 with the cluster adjustment, which
# counts every effect (convention `full`); weights are analytic.

suppressPackageStartupMessages({ library(plm); library(sandwich) })
data("EmplUK", package = "plm")
panel <- with(EmplUK, data.frame(firm, year, sector, size = capital, emp = log(emp), wage = log(wage),
                                 capital = log(capital), output = log(output)))
text <- panel
for (name in c("size", "emp", "wage", "capital", "output")) text[[name]] <- sprintf("%.10g", panel[[name]])
write.csv(text, "empluk.csv", row.names = FALSE, quote = FALSE)
panel <- read.csv("empluk.csv")

terms <- c("wage", "capital", "output")
formula <- emp ~ wage + capital + output + factor(firm) + factor(year)
out <- list()
for (cluster in c("firm", "sector", "year")) for (weighted in c("no", "yes")) {
  fit <- if (weighted == "yes") lm(formula, panel, weights = size) else lm(formula, panel)
  full <- vcovCL(fit, cluster = panel[[cluster]], type = "HC1", cadjust = TRUE)
  out <- c(out, list(data.frame(cluster, weighted, rank = fit$rank, term = terms,
                                coef = sprintf("%.15g", coef(fit)[terms]),
                                se = sprintf("%.15g", sqrt(diag(full))[terms]))))
}
write.csv(do.call(rbind, out), "empluk_estimates.csv", row.names = FALSE, quote = FALSE)
