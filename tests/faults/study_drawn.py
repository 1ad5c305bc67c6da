"""Draws a random small study: its file, and one of pairs. Mostly what is allowed."""

import json

NAMES = ("a", "b", "a-b", "A", "difference_attention", "tokens_attention", "equal_time_a", "a_against_b", "model", "repeat", "n_in",
         "x" * 63, "m.1", "wide", "file", "status", "finished", "0-1", "E", "a_", "difference_a")
REFUSED_NAMES = ("x,y", "NA", "nan", "null", "1e5", "mean", "-a", "lstm", "portable", "inf", "T", "no")
TITLES = ("Encoder & \\Decoder_{x}", "a | b", "<b>bold</b>", "été, 注意", "50 % of $x^2$", "=1+1", "it's \"quoted\"", "y" * 200)


def draw_grid(study, task):
    n_in = study.some([1, 2, 3, 4, 5, 7], 2)
    grid = {"n_in": n_in, "n_out": study.some(range(1, n_in[0] + 1), 2), "cardinality": study.some([2, 3, 5, 9], 2)}
    if task == "denoise":
        grid = {"n_in": [4], "n_out": [4], "cardinality": [1]}
    elif task == "file":
        grid = {"n_in": [4], "n_out": [1], "cardinality": [6]}
    elif task == "find_marker":
        grid["n_in"], grid["n_out"] = study.some([2, 4], 2), [2]
    elif task == "reversed_ends":
        grid["n_in"], grid["n_out"] = study.some([5, 6, 7], 2), [2]
    if study.chance(0.4):
        grid["batch"] = study.some([1, 2, 3], 2)
    axes = [axis for axis in grid if len(grid[axis]) > 1]
    for axis in axes[3:] if study.chance(0.6) else axes:
        grid[axis] = grid[axis][:1]
    return grid


def draw_models(study, task, n):
    models, names = [], study.draw.sample(NAMES, n)
    for name in names:
        kind = study.draw.choice(("baseline", "attention", "attention", "tagger"))
        if study.chance(0.02):
            name = study.draw.choice(REFUSED_NAMES)
        elif study.chance(0.7) and kind not in [model["name"] for model in models]:
            name = kind
        model = {"name": name, "kind": kind, "units": study.draw.choice((1, 2, 4, 6))}
        if study.chance(0.3):
            model["title"] = json.dumps(study.draw.choice(TITLES), ensure_ascii=False)
        if study.chance(0.2):
            model["cell"] = "gru"
        if study.chance(0.2) and kind == "attention":
            model["attention"] = "dot"
        if study.chance(0.1) and kind != "tagger":
            model["decoder_steps"] = "output"
        if task == "denoise" or study.chance(0.01):
            model["head"] = "linear" if study.chance(0.97) else "softmax"
        models.append(model)
    return models


def draw_claims(study, task, models, save):
    names, claims = [model["name"] for model in models], []
    metric = "rmse" if task == "denoise" else "accuracy"
    bound = "0.5" if task == "denoise" else "40"
    claims.append({"expect": f"mean > {bound}", "model": names[0], "metric": metric})
    if len(names) > 1:
        claims.append({"expect": f"{names[1]} - {names[0]} > 0", "metric": metric})
    claims.append({"expect": "mean > 0.1", "model": names[-1], "metric": "loss_fall"})
    for model in models:
        if model["kind"] == "attention" and save == "all":
            claims.append({"expect": "mean > 76", "model": model["name"], "metric": "attention_last_3"})
    return [{"text": f"claim {i}", **claim} for i, claim in enumerate(study.draw.sample(claims, study.draw.randint(1, len(claims))))]


def flow(mapping):
    return "{" + ", ".join(f"{key}: {value}" for key, value in mapping.items()) + "}"


def draw_study(study):
    """Writes study.yaml and own.csv. Mostly what is allowed."""
    task = study.draw.choice(("echo", "echo", "reverse", "sort", "denoise", "denoise", "file", "reversed_ends", "find_marker"))
    grid = draw_grid(study, task)
    save = study.draw.choice(("all", "all", "first", "none"))
    models = draw_models(study, task, study.draw.randint(1, 3))
    training = {"epochs": study.draw.choice((1, 3, 20, 60, 150))}
    if study.chance(0.35):
        training.update(learning_rate=1, beta2=0)
    elif study.chance(0.5):
        training.update(learning_rate=0.05)
    every = study.chance(0.4)
    if study.chance(0.2) or (every and task == "file"):
        training.update(source="fixed", samples=6, validation=4 * every)
    lines = [f"name: {study.draw.choice(('study', 'study', *NAMES))}", f"seed: {study.seed}",
             f"repeats: {study.draw.choice((1, 1, 2, 2, 3, 4))}", f"save_models: {save}"]
    if study.chance(0.5):
        lines.append(f"title: {json.dumps(study.draw.choice(TITLES), ensure_ascii=False)}")
    if study.chance(0.15):
        lines.append(f"vary: [{study.draw.choice(('init', 'data', 'init, data'))}]")
    if study.chance(0.15) and task != "denoise":
        lines.append("adaptive: {max: 4, half_width: 5}")
    path = ", path: own.csv" if task == "file" else ""
    marker = ", marker: 1" if task == "find_marker" else ""
    lines += [f"task: {{name: {task}{path}{marker}}}", f"grid: {flow(grid)}", f"training: {flow(training)}"]
    every = f", every: {max(1, training['epochs'] // 4)}" if every else ""
    lines.append(f"evaluate: {{sequences: {study.draw.choice((1, 5, 20))}{every}}}")
    lines += ["models:", *(f"  - {flow(model)}" for model in models)]
    if all(len(values) == 1 for values in grid.values()) and study.chance(0.8):
        lines += ["claims:", *(f"  - {flow(claim)}" for claim in draw_claims(study, task, models, save))]
    with open("study.yaml", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    with open("own.csv", "w", encoding="utf-8") as file:
        file.write("part,in1,in2,in3,in4,out1\n")
        for i in range(60):
            values = [study.draw.randrange(6) for _ in range(4)]
            file.write(f"{'train' if i < 40 else 'evaluate'},{','.join(map(str, values))},{values[0]}\n")
    return task
