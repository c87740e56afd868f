"""How long a search takes, pass by pass; shared by the peers of `retrieval_side_by_side.py`."""

import time


def timed(once, passes):
    """Seconds of wall and processor time of each pass, after one that is not counted."""
    once()
    wall, processor = [], []
    for _ in range(int(passes)):
        started, used = time.perf_counter(), time.process_time()
        once()
        wall.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    return wall, processor
