# Outlives the launcher by as little as possible: when standard input ends, the launcher is dead, and the children that
# it named here are ended, highest tier first. Lines: "tier pid start-ticks", or "done" when there is nothing left to do.
# POSIX shell and /proc; started with `sh -c`.
trap '' INT HUP TERM
children=''
tiers=''
while read -r tier pid start; do
  [ "$tier" = done ] && exit 0
  children="$children $tier:$pid:$start"
  case " $tiers " in
    *" $tier "*) ;;
    *) tiers="$tiers $tier" ;;
  esac
done

# True if process $1 runs and is the one that started at tick $2: numbers are given again.
alive() {
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  expected=$2
  # shellcheck disable=SC2086 # fields are split on purpose
  set -- ${stat##*) }
  [ "$1" != Z ] && [ "${20}" = "$expected" ]
}

# Sends signal $1 to what still runs of tier $2; false if nothing does.
signal() {
  found=1
  for child in $children; do
    rest=${child#*:}
    if [ "${child%%:*}" = "$2" ] && alive "${rest%%:*}" "${rest#*:}"; then
      kill "-$1" "${rest%%:*}" 2>/dev/null
      found=0
    fi
  done
  return $found
}

for tier in $(printf '%s\n' $tiers | sort -rn); do
  signal TERM "$tier" || continue
  tries=0
  while signal 0 "$tier"; do
    tries=$((tries + 1))
    [ "$tries" -eq 80 ] && signal KILL "$tier"
    [ "$tries" -ge 100 ] && break
    sleep 0.1
  done
done
