"""Opens FOLDER/study.h5 with h5py again and again: python3 reader.py FOLDER SECONDS

Prints how often; status 1 when a reading fails or the arrays contradict each other, 77 where there is no h5py."""
import sys
import time

try:
    import h5py
    import numpy
except ImportError as missing:
    print(missing)
    sys.exit(77)

folder, seconds = sys.argv[1], float(sys.argv[2])
end = time.monotonic() + seconds
most = readings = 0
while time.monotonic() < end:
    with h5py.File(f"{folder}/study.h5", "r") as study:
        there = numpy.isin(study["status"][...], (1, 2))
        accuracy, loss = study["accuracy"][...], study["train_loss"][...]
        assert (there == ~numpy.isnan(accuracy)).all(), "accuracy and status differ"
        assert (there == ~numpy.isnan(loss).any(axis=-1)).all(), "a trace is not whole"
        assert (~there == numpy.isnan(loss).all(axis=-1)).all(), "a trace without its trial"
        assert len(study["repeat"]) == accuracy.shape[-1], "an axis has another length"
        assert study.attrs["study_file"], "no study"
    assert there.sum() >= most, f"{there.sum()} trials, {most} before"
    most = there.sum()
    readings += 1
print(f"{readings} readings")
