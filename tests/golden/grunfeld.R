# Witness: Grunfeld's investment data (10 firms, 1935-1954) in R, packages plm and sandwich.
# Run in this folder: Rscript grunfeld.R
# Writes grunfeld.csv (the data as plm ships them; Grunfeld 1958, in the version of Kleiber & Zeileis 2010,
# "The Grunfeld data at 50", without American Steel) and grunfeld_estimates.csv.
# The dummy-variable regression with HC1 and the cluster adjustment counts every effect: convention `full`.
# plm's "sss" counts the slopes alone: convention `none`. `nested` = full x (n - K_full) / (n - K), K by hand.

suppressPackageStartupMessages({ library(plm); library(sandwich) })
data("Grunfeld", package = "plm")
names(Grunfeld)[3] <- "invest"
write.csv(Grunfeld, "grunfeld.csv", row.names = FALSE, quote = FALSE)

terms <- c("value", "capital")
formulas <- list(
  pooled = invest ~ value + capital,
  unit = invest ~ value + capital + factor(firm),
  time = invest ~ value + capital + factor(year),
  twoway = invest ~ value + capital + factor(firm) + factor(year)
)
# slopes + 1 + effects not nested in firms
k_nested <- c(pooled = 3, unit = 3, time = 2 + 1 + 19, twoway = 2 + 1 + 19)
row <- function(effects, convention, coef, se)
  data.frame(effects, convention, term = terms, coef = coef[terms], se = se[terms])

out <- list()
for (effects in names(formulas)) {
  fit <- lm(formulas[[effects]], Grunfeld)
  n <- nobs(fit)
  full <- vcovCL(fit, cluster = Grunfeld$firm, type = "HC1", cadjust = TRUE)
  cr0 <- vcovCL(fit, cluster = Grunfeld$firm, type = "HC0", cadjust = FALSE)
  nested <- full * (n - fit$rank) / (n - k_nested[[effects]])
  out <- c(out, list(row(effects, "full", coef(fit), sqrt(diag(full))),
                     row(effects, "cr0", coef(fit), sqrt(diag(cr0))),
                     row(effects, "nested", coef(fit), sqrt(diag(nested)))))
}
fit <- plm(invest ~ value + capital, Grunfeld, index = c("firm", "year"), effect = "twoways", model = "within")
out <- c(out, list(row("twoway", "none", coef(fit), sqrt(diag(vcovHC(fit, type = "sss", cluster = "group"))))))
out <- do.call(rbind, out)
out$coef <- sprintf("%.15g", out$coef); out$se <- sprintf("%.15g", out$se)
write.csv(out, "grunfeld_estimates.csv", row.names = FALSE, quote = FALSE)
