"""What a person sees. Qt lives here and in ``app.py``, nowhere else."""
