"""What tables, figures and pages share: words, numbers as printed, tables without a format, drawing style."""
