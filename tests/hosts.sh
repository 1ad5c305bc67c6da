#!/bin/bash
# Runs over three hosts: tests/hosts.sh PROGRAM
#   Each host is a network namespace with a name and a loopback of its own, joined to the others by a bridge; mpirun reaches
#   them by a launch agent in place of ssh. The same figures as on one host; a host whose link is cut means a clean stop,
#   and a run that goes on with the same figures.
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash

hosts=(n1 n2 n3)
space=ab$$ # names of namespaces, bridge and links begin with it: 15 bytes are the most
bridge=${space}br

remove_hosts() {
    local host pid
    for host in "${hosts[@]}"; do
        for pid in $(ip netns pids "$space$host" 2>/dev/null); do kill -9 "$pid" 2>/dev/null; done
        ip netns del "$space$host" 2>/dev/null
    done
    ip link del "$bridge" 2>/dev/null
    rm -rf "$scratch"
}

make_hosts() {
    local n=0 host
    ip link add "$bridge" type bridge && ip link set "$bridge" up || return 1
    for host in "${hosts[@]}"; do
        n=$((n + 1))
        ip netns add "$space$host" &&
            ip link add "$space$n" type veth peer name eth0 netns "$space$host" &&
            ip link set "$space$n" master "$bridge" up &&
            ip -n "$space$host" addr add "10.99.7.$n/24" dev eth0 &&
            ip -n "$space$host" link set eth0 up &&
            ip -n "$space$host" link set lo up || return 1
        echo "10.99.7.$n $host" >>"$scratch/names"
    done
}

# Runs a command on a host: its network, its name, and names of the others.
cat >"$scratch/on_host" <<'EOF'
#!/bin/bash
# HOST COMMAND...
space=SPACE names=NAMES host=$1
shift
exec ip netns exec "$space$host" unshare --uts --mount bash -c '
    hostname "$1" && mount --bind "$2" /etc/hosts && shift 2 && exec "$@"' on_host "$host" "$names" bash -c "$*"
EOF
sed -i "s|SPACE|$space|; s|NAMES|$scratch/names|" "$scratch/on_host"
chmod +x "$scratch/on_host"

for tool in ip unshare mpirun; do
    command -v $tool >/dev/null || { skip "several hosts" "no $tool here" && finish && exit; }
done
trap remove_hosts EXIT
echo "127.0.0.1 localhost" >"$scratch/names"
if [[ $(id -u) -ne 0 ]] || ! make_hosts 2>"$scratch/err"; then
    skip "several hosts" "network namespaces need root's rights: $(tail -n 1 "$scratch/err" 2>/dev/null)"
    finish
    exit
fi

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
export OMPI_MCA_plm_rsh_agent=$scratch/on_host OMPI_MCA_btl=self,tcp

# mpirun on the first host, as a user there would call it.
on_hosts() { # RANKS ARGUMENT...
    "$scratch/on_host" n1 mpirun --host n1:2,n2:2,n3:2 --map-by node -n "$1" "$program" "${@:2}"
}

cat >"$scratch/study.yaml" <<'STUDY'
name: hosts
seed: 7
repeats: 6
task: {name: echo}
grid: {n_in: [4], n_out: [1, 2], cardinality: [6]}
models: [{name: baseline, units: 40}, {name: attention, units: 40}]
training: {epochs: 4000}
evaluate: {sequences: 50}
STUDY
digest() { "$program" report "$1" 2>&1 | grep '^digest ' || echo "no digest"; }
expect_digest() { # NAME FOLDER
    local found
    found=$(digest "$2")
    if [[ $found == "$digest" ]]; then pass; else fail "$1" "$found, not $digest"; fi
}

run "$program" run "$scratch/study.yaml" -o "$scratch/alone"
expect_status "one process" 0
digest=$(digest "$scratch/alone")

run "$scratch/on_host" n1 mpirun --host n1:2,n2:2,n3:2 --map-by node -n 3 hostname
sort "$scratch/out" | paste -sd' ' >"$scratch/sorted" && mv "$scratch/sorted" "$scratch/out"
expect_lines "three names" 1 '^n1 n2 n3$'
run on_hosts 3 run "$scratch/study.yaml" -o "$scratch/three"
expect_status "three hosts" 0
expect_error "three hosts" "24 trials on 3 ranks"
expect_digest "three hosts" "$scratch/three"


# ---- A link is cut ----

# Processes on a host, but for the shells of the launch agent.
attnbench_on() { # HOST
    local pid
    for pid in $(ip netns pids "$space$1"); do
        [[ $(cat "/proc/$pid/comm" 2>/dev/null) != attnbench ]] || echo "$pid"
    done
}

patience=10
folder=$scratch/cut
on_hosts 3 run "$scratch/study.yaml" -o "$folder" --set training.epochs=20000 --lost-after ${patience}s \
    >"$scratch/out" 2>"$scratch/err" </dev/null &
job=$!
for _ in {1..400}; do
    [[ -s $folder/journal && $(stat -c %s "$folder/journal") -gt 400000 ]] && break
    sleep 0.05
done
ip link set "${space}3" down
begin=$SECONDS
for _ in {1..600}; do
    kill -0 $job 2>/dev/null || break
    sleep 0.1
done
echo "mpirun: $((SECONDS - begin))"
if kill -0 $job 2>/dev/null; then echo HANGS; ps axf | grep -A3 $job; kill -9 $job; fi
status=0; wait $job || status=$?
cat $scratch/err; echo st $status
for _ in {1..300}; do
    [[ -z $(attnbench_on n1)$(attnbench_on n2)$(attnbench_on n3) ]] && break; sleep 0.1
done
echo "rest: $((SECONDS - begin))"
for h in "${hosts[@]}"; do echo $h; attnbench_on $h;  for pid in $(ip netns pids "$space$h"); do ps -o pid,args -p $pid| tail -n +2; done ; done
finish
