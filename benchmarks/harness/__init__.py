"""What every benchmark shares: processes that do nothing but the measured work, and figures made from their samples.

A benchmark is a file beside this folder. It starts the simulator and workers (`workers`), each on its own database,
lets them do jobs (`benchmarks/jobs`, run inside Odoo by `inside`), and turns their samples into figures (`figures`).
"""
