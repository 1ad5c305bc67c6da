# Slurm: a controller and two nodes on this machine, with configuration, key, ports and state of their own, ended with the
# script that sources this, after script.bash.
PATH=$PATH:/usr/sbin

for tool in slurmctld slurmd sbatch munged mungekey mpirun; do
    command -v $tool >/dev/null || { skip "Slurm" "no $tool here (Debian: slurm-wlm, munge)" && finish && exit; }
done
[[ $(id -u) -eq 0 ]] || { skip "Slurm" "its daemons need root's rights" && finish && exit; }

daemons=()
end_cluster() {
    local pid job
    for job in $(squeue -h -o %A 2>/dev/null); do scancel "$job" 2>/dev/null; done
    for pid in $(grep -lzF "SLURM_CONF=$scratch/slurm.conf" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3); do
        [[ $pid -eq $$ ]] || kill -9 "$pid" 2>/dev/null # steps and jobs that Slurm has started
    done
    for pid in "${daemons[@]}"; do kill -9 "$pid" 2>/dev/null; done
    { wait; } 2>/dev/null
    rm -rf "$scratch"
}

free_port() { # after PORT
    local port=$1
    while ss -Hltn "sport = :$((++port))" | grep -q .; do :; done
    echo "$port"
}

chmod 755 "$scratch"
mkdir "$scratch/state" "$scratch/munge" && chmod 700 "$scratch/munge"
host=$(hostname -s)
control=$(free_port 21000) one=$(free_port $((control + 1))) two=$(free_port $((control + 10)))
cat >"$scratch/slurm.conf" <<CONF
ClusterName=attnbench
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$control
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket,cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool.%n
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.%n.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MinJobAge=3600
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$one CPUs=4 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$two CPUs=4 State=UNKNOWN
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=60 State=UP
CONF
touch "$scratch/cgroup.conf"
export SLURM_CONF=$scratch/slurm.conf
trap end_cluster EXIT

mungekey --create --keyfile="$scratch/munge/key"
munged --foreground --force --key-file="$scratch/munge/key" --socket="$scratch/munge/socket" --pid-file="$scratch/munge/pid" \
    --seed-file="$scratch/munge/seed" --log-file="$scratch/munge/log" </dev/null &>"$scratch/munged" &
daemons+=($!) && disown
until_true 10 test -S "$scratch/munge/socket"
slurmctld -D </dev/null &>"$scratch/slurmctld" &
daemons+=($!) && disown
for node in n1 n2; do
    slurmd -D -N $node </dev/null &>"$scratch/slurmd.$node" &
    daemons+=($!) && disown
done
two_idle() { [[ $(sinfo -h -N -o %T 2>/dev/null | grep -c idle) -eq 2 ]]; }
if ! until_true 60 two_idle; then
    cp "$scratch/slurmctld.log" "$scratch/err"
    fail "Slurm" "the two nodes do not come up" && finish
    exit 1
fi
pass
