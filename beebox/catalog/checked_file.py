"""One file of the folder `catalogue/` against its model, told by file, line and field when it is wrong."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from beebox.catalog.definitions import Definition
from beebox.catalog.lined_yaml import YamlFault, read_lined
from beebox.catalog.loading import Fault, WrongCatalogue
from beebox.catalog.wording import field_name, said_plainly

D = TypeVar("D", bound=Definition)


def read_checked(path: Path, model: type[D]) -> D:
    """What the file says, or WrongCatalogue with every fault and its line."""
    try:
        lined = read_lined(path.read_bytes())
    except OSError:
        told = "读不到这个文件，请检查它在不在、能不能打开"
        raise WrongCatalogue([Fault(path.name, 1, "", told)]) from None
    except YamlFault as fault:
        field = field_name(fault.path)
        raise WrongCatalogue([Fault(path.name, fault.line, field, fault.sentence)]) from None
    try:
        return model.model_validate_json(json.dumps(lined.data))
    except ValidationError as error:
        places = [(tuple(told["loc"]), said_plainly(told)) for told in error.errors()]
        raise WrongCatalogue(
            [Fault(path.name, lined.line_of(at), field_name(at), told) for at, told in places]
        ) from None
