# For load-tests/kafka and load-tests/soak: sets java, jar and inference, and builds what is missing or old.
jar="$top/load-tests/target/affix-load-tests.jar"
inference="$top/services/inference/target/quarkus-app/quarkus-run.jar"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

if [[ ! -f $jar || ! -f $inference || -n $(find "$top"/load-tests/src "$top"/services/{contracts,kafka,prefix,lab,inference,embedded}/src -newer "$jar" -path '*/main/*' -type f -print -quit) ]]; then
  echo "Building..." >&2
  (cd "$top" && ./mvnw -B -ntp -q -pl load-tests -am package -Dmaven.test.skip=true -Dspotless.check.skip)
fi
