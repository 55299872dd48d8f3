# Witness for difference and system GMM: plm's pgmm on the data of Arellano & Bond (1991), ../empluk.csv.
# Run in this folder: Rscript pgmm.R
# Writes terms.csv (coefficients, Windmeijer-corrected or robust standard errors) and tests.csv (Sargan-Hansen, AR).
# "table4b" is column (b) of Arellano & Bond's table 4 in two steps; "collapsed" the same with one instrument a
# lag; "lags23" with lags 2 and 3 only, collapsed; "system" after Blundell & Bond (1998), table 4.
# plm's AR tests of system GMM leave the levels rows out of a covariance, so they are not stored; one-step rows hold
# no Sargan statistic, because plm takes the first step's residuals there.

suppressPackageStartupMessages(library(plm))
panel <- read.csv("../empluk.csv")
panel <- pdata.frame(panel, index = c("firm", "year"))

four <- emp ~ lag(emp, 1:2) + lag(wage, 0:1) + capital + lag(output, 0:1) | lag(emp, 2:99)
near <- emp ~ lag(emp, 1:2) + lag(wage, 0:1) + capital + lag(output, 0:1) | lag(emp, 2:3)
both <- emp ~ lag(emp, 1) + lag(wage, 0:1) + lag(capital, 0:1) |
  lag(emp, 2:99) + lag(wage, 2:99) + lag(capital, 2:99)
cases <- list(
  table4b = list(four, FALSE, "d"), collapsed = list(four, TRUE, "d"), lags23 = list(near, TRUE, "d"),
  system = list(both, FALSE, "ld"), system_collapsed = list(both, TRUE, "ld"))

terms <- tests <- list()
for (name in names(cases)) for (steps in 1:2) {
  case <- cases[[name]]
  fit <- suppressWarnings(pgmm(case[[1]], data = panel, effect = "twoways", transformation = case[[3]],
    model = c("onestep", "twosteps")[steps], collapse = case[[2]]))
  vv <- suppressWarnings(vcovHC(fit)); told <- suppressWarnings(summary(fit, robust = TRUE, time.dummies = TRUE))
  plain <- sqrt(diag(vcov(fit)))
  table <- told$coefficients
  terms <- c(terms, list(data.frame(case = name, steps, term = gsub(", ", ":", rownames(table)),
    coef = sprintf("%.15g", table[, 1]), se = sprintf("%.15g", table[, 2]), se_plain = sprintf("%.15g", plain))))
  ar <- sapply(1:2, function(order) if (case[[3]] == "d") mtest(fit, order = order, vcov = vv)$statistic else NA)
  s <- sargan(fit)
  tests <- c(tests, list(data.frame(case = name, steps, j = if (steps == 2) sprintf("%.15g", s$statistic) else NA,
    df = s$parameter, ar1 = sprintf("%.15g", ar[1]), ar2 = sprintf("%.15g", ar[2]), instruments = ncol(fit$W[[1]]))))
}
write.csv(do.call(rbind, terms), "terms.csv", row.names = FALSE, quote = FALSE)
write.csv(do.call(rbind, tests), "tests.csv", row.names = FALSE, quote = FALSE)
