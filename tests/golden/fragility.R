# Generator of fragility_rho.csv: indirect effects under correlated errors, by structural equations.
#
# Run with R and lavaan installed: Rscript fragility.R
# Data: empluk.csv, output -> capital -> employment, control wage, firm and year effects. The columns are freed
# of effects and control by least squares first (Frisch & Waugh 1933); the correlation of the two errors is a
# constraint of the model, so that the closed form of Imai, Keele & Yamamoto (2010, Theorem 4) has no part in it.
suppressMessages(library(lavaan))

panel <- read.csv("empluk.csv")
free <- function(name) {
  residuals(lm(as.formula(paste(name, "~ wage + factor(firm) + factor(year)")), panel))
}
rows <- data.frame(x = free("output"), m = free("capital"), y = free("emp"))
# One scale, so that the optimiser stops at the same relative accuracy for all: undone below.
spread <- sapply(rows, sd)
rows <- as.data.frame(scale(rows, center = FALSE, scale = spread))

fit <- function(rho) {
  model <- sprintf("
    m ~ a * x
    y ~ c * x + b * m
    m ~~ vm * m
    y ~~ vy * y
    m ~~ s * y
    s == %.4f * sqrt(vm * vy)
  ", rho)
  done <- sem(model, rows)
  stopifnot(lavInspect(done, "converged"))
  found <- coef(done)
  unname(found["a"] * found["b"]) * spread[["y"]] / spread[["x"]]
}

rho <- c(-0.6, -0.2, 0, 0.3, 0.6, 0.8)
out <- data.frame(rho = rho, indirect = sapply(rho, fit), lavaan = as.character(packageVersion("lavaan")))
out$indirect <- sprintf("%.15g", out$indirect)
write.csv(out, "fragility_rho.csv", row.names = FALSE, quote = FALSE)
