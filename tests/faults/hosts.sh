#!/bin/bash
# Runs over three hosts: tests/faults/hosts.sh PROGRAM
#   Each host is a network namespace with a name and a loopback of its own, joined to the others by a bridge; mpirun reaches
#   them by a launch agent in place of ssh. The same figures as on one host; a host whose link is cut means a clean stop,
#   and a run that goes on with the same figures.
# slow: 120 s
# alone: how long it takes to miss a host is one of its figures
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ../script.bash

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
export OMPI_MCA_plm_rsh_agent=$scratch/on_host OMPI_MCA_btl=self,tcp OMPI_MCA_btl_tcp_if_include=10.99.7.0/24

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
training: {epochs: 8000}
evaluate: {sequences: 50}
STUDY
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

# ---- One host lacks the study file ----

cat >"$scratch/only_on_n1" <<'EOF'
#!/bin/bash
[[ $(hostname) == n1 ]] || set -- "$1" run nowhere.yaml
exec "$@"
EOF
chmod +x "$scratch/only_on_n1"
run "$scratch/on_host" n1 mpirun --host n1:2,n2:2,n3:2 --map-by node -n 3 "$scratch/only_on_n1" "$program" run \
    "$scratch/study.yaml" -o "$scratch/lacking"
expect_status "a study file that hosts lack" 66
expect_error "a study file that hosts lack" \
    "attnbench: rank 1 on host n2: nowhere.yaml: No such file or directory (1 more rank likewise)"
if [[ -e $scratch/lacking ]]; then fail "a study file that hosts lack" "made a folder"; else pass; fi

# ---- A link is cut ----

# Starts a run on three hosts with 12 s of patience, and cuts the third one's link when trials are there.
start_and_cut() { # FOLDER
    on_hosts 3 run "$scratch/study.yaml" -o "$1" --lost-after 12s >"$scratch/out" 2>"$scratch/err" </dev/null &
    job=$!
    wait_until has_bytes "$1/journal" 150000
    ip link set "${space}3" down
    cut_at=$SECONDS
}

# Kernel names of processes that run on a host.
names_on() { # HOST
    local pid
    for pid in $(ip netns pids "$space$1"); do cat "/proc/$pid/comm" 2>/dev/null; done
}
no_ranks_on() { # HOST...
    local host
    for host in "$@"; do
        [[ $(names_on "$host") != *attnbench* ]] || return 1
    done
}
job_has_ended() { ! kill -0 "$job" 2>/dev/null; }
end_job() { # and what is left of it
    local host pid
    for host in "${hosts[@]}"; do
        for pid in $(ip netns pids "$space$host"); do kill -9 "$pid" 2>/dev/null; done
    done
    { wait "$job"; } 2>/dev/null
    ip link set "${space}3" up
    until_true 30 reach_each_other || fail "$name" "the hosts do not reach each other again"
}

# Nothing listens on the port: a host that is reached refuses.
reaches() { # HOST HOST
    [[ $("$scratch/on_host" "$1" "timeout 1 bash -c '</dev/tcp/$2/9'" 2>&1) == *"Connection refused"* ]]
}
reach_each_other() { reaches n1 n3 && reaches n3 n1 && reaches n2 n3 && reaches n3 n2; }

expect_to_go_on() { # NAME FOLDER
    local kept
    kept=$("$program" status "$2" | sed -nE 's/.*: ([0-9]+) of 24 trials done.*/\1/p')
    if [[ ${kept:-0} -ge 1 && ${kept:-24} -lt 24 ]]; then pass; else fail "$1" "$kept of 24 trials are kept"; fi
    run on_hosts 3 run "$scratch/study.yaml" -o "$2"
    expect_status "$1: run again" 0
    expect_error "$1: run again" "24 trials on 3 ranks, $kept of them there already"
    expect_digest "$1: run again" "$2"
}

name="a link cut for good" folder=$scratch/cut
start_and_cut "$folder"
if until_true 40 no_ranks_on n1 n2 n3; then pass; else fail "$name" "ranks are left"; fi
figure "a host's link cut, with --lost-after 12s: all ranks on all three hosts have ended after" "$((SECONDS - cut_at)) s"
cp "$scratch/err" "$scratch/err1"
end_job # mpirun waits for the daemon that is out of reach
cp "$scratch/err1" "$scratch/err"
expect_error "$name" "stopped by the loss of rank 2 on host n3, not heard of for 12 s: "
expect_error "$name" "run the same command again"
expect_to_go_on "$name" "$folder"

name="a link cut for good, and mpirun told to notice" folder=$scratch/noticed
export OMPI_MCA_oob_tcp_keepalive_time=4 OMPI_MCA_oob_tcp_keepalive_intvl=2 OMPI_MCA_oob_tcp_keepalive_probes=2
start_and_cut "$folder"
if until_true 60 job_has_ended; then pass; else fail "$name" "mpirun is left"; fi
status=0
wait "$job" || status=$?
if [[ $status -ne 0 ]]; then pass; else fail "$name" "mpirun's status is 0"; fi
if until_true 40 no_ranks_on n1 n2 n3; then pass; else fail "$name" "ranks are left"; fi
figure "the same, with OMPI_MCA_oob_tcp_keepalive_time=4 and so on: mpirun has ended with status $status after" \
    "$((SECONDS - cut_at)) s"
end_job
expect_to_go_on "$name" "$folder"
unset OMPI_MCA_oob_tcp_keepalive_{time,intvl,probes}

name="a link that comes back" folder=$scratch/back
start_and_cut "$folder"
sleep 4
ip link set "${space}3" up
status=0
wait "$job" || status=$?
expect_status "$name" 0
expect_digest "$name" "$folder"

finish
