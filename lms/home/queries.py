def start(person: object) -> dict[str, object]:
    return {}
