"""Gold against predictions: figures, the errors behind them, and floors under them.

from attribution.evaluate import evaluate, read_annotations
evaluation = evaluate(read_annotations("gold.jsonl"), read_annotations("golden/expected"))
evaluation.groups["all"]["full"].f1
"""

from attribution.evaluate.annotations import AnnotatedText, Annotation, document_of, read_annotations
from attribution.evaluate.calibration import Calibration, calibrate
from attribution.evaluate.faults import Fault, FaultClass, classify, find_faults
from attribution.evaluate.scores import Evaluation, evaluate

__all__ = [
    "AnnotatedText",
    "Annotation",
    "Calibration",
    "Evaluation",
    "Fault",
    "FaultClass",
    "calibrate",
    "classify",
    "document_of",
    "evaluate",
    "find_faults",
    "read_annotations",
]
