"""Does the inference work? Many simulated panels through the functions of the pipeline."""
