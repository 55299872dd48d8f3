"""The algebra of the cluster bootstrap: rows -> cross-products per cluster -> draws -> effects.

design: the sample as sorted arrays · products: packed cross-products of clusters · counts: which clusters a
draw takes · elimination: many small systems at once · effects: closed forms of a, b, direct, indirect, total
· moments: what is left of the columns in every draw, for any other closed form.
"""
