# Witness: the region where a conditional effect is told from zero, in base R, by root finding.
# Run in this folder: Rscript johnson_neyman.R
# Data: state.x77 of R's datasets. Model: Income on Illiteracy x Murder and HS Grad, the example of the vignette of
# the R package interactions (Long 2024), whose table of coefficients these are. Writes johnson_neyman.csv.

states <- as.data.frame(state.x77)
fit <- lm(Income ~ Illiteracy * Murder + `HS Grad`, states)
pick <- c("Illiteracy", "Illiteracy:Murder")
b <- coef(fit)[pick]
v <- vcov(fit)[pick, pick]
reach <- qt(0.975, df.residual(fit))
excess <- function(w) abs(b[1] + b[2] * w) / sqrt(v[1, 1] + 2 * w * v[1, 2] + w^2 * v[2, 2]) - reach
zero <- -b[1] / b[2]
out <- c(slope = b[[1]], change = b[[2]], v11 = v[1, 1], v13 = v[1, 2], v33 = v[2, 2], df = df.residual(fit),
         low = uniroot(excess, c(-50, zero), tol = 1e-13)$root,
         high = uniroot(excess, c(zero, 50), tol = 1e-13)$root)
write.csv(data.frame(name = names(out), value = sprintf("%.16g", out)), "johnson_neyman.csv",
          row.names = FALSE, quote = FALSE)
