package io.kubeless.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commands of the documentation that no test types, as page and command, with the reasons. */
final class NotTyped {
  private static final String RUN = ".ci/run runs it";
  private static final String TRY = ".ci/check-try runs ./try in a checkout";
  private static final String TRIAL = ".ci/check-release runs it in a clone";
  private static final String RELEASE = "it is a step of a real release";
  private static final String MEASURES = "it measures for minutes, on a machine without other load";
  private static final String STORM =
      "it takes minutes; tests of the module storm have smaller ones, and read these options";
  private static final String PART = "it is a part of ./mvnw verify, which .ci/run runs";
  private static final String OTHER = "it would replace the cluster of the tests";

  private static final String NAMED = "it is only compared with";
  private static final String CONDITIONS =
      "tests of function-controller read the same conditions and Events";
  private static final String REMEDY = "the message of the error has the complete command";

  static final Map<String, String> REASONS = new HashMap<>();

  private static void because(String reason, String page, String... commands) {
    List.of(commands).forEach(command -> REASONS.put(page + ": " + command, reason));
  }

  static {
    because(
        TRY,
        "README.md",
        "git clone https://github.com/kubeless/kubeless-maven-plugin",
        "cd kubeless-maven-plugin",
        "./try");
    because("./try runs it, and skips more", "README.md", "./mvnw install -DskipTests -DskipITs");
    because(
        RUN,
        "README.md",
        "./mvnw verify",
        "it/cluster/install",
        ". <(it/cluster/up)",
        "it/cluster/down");
    because(
        "the module java-runtime tests such a settings.xml",
        "docs/source.md",
        "kubectl create secret generic maven --from-file=settings.xml");
    because(RUN, "it/cluster/README.md", "./install", ". <(./up)", "./down");
    because(
        "it writes the files that ./mvnw verify compares",
        "CONTRIBUTING.md",
        "./mvnw test -pl <module> -am -Dtest=XTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.write");
    because(RUN, "RELEASING.md", "./mvnw -B clean verify");
    because(
        "there is no earlier release to compare with",
        "RELEASING.md",
        "./mvnw -B verify -DskipITs -Dapi.baseline=0.9.0");
    because(
        RELEASE,
        "RELEASING.md",
        "git commit -am \"Release 1.0.0\" && git tag -s v1.0.0 -m 1.0.0",
        "./mvnw -B deploy -Prelease,central -DskipTests -pl '!it'",
        "git push origin main v1.0.0",
        "release/set-version 1.1.0-SNAPSHOT && git commit -am \"Begin 1.1.0\"");
    because(
        TRIAL,
        "RELEASING.md",
        "release/set-version 1.0.0",
        "./mvnw -N -Psite site",
        "git clone . ../trial && cd ../trial && release/set-version 1.0.0 && git commit -am \"Release 1.0.0\"",
        "export MAVEN_ARGS=\"-Dmaven.repo.local=$PWD/target/local -Dmaven.repo.local.tail=$HOME/.m2/repository\"",
        "export GNUPGHOME=$(mktemp -d)",
        "gpg --batch --quick-generate-key --passphrase '' 'Trial <trial@example.com>' rsa3072 sign 1d",
        "./mvnw -B deploy -Prelease -DskipTests -pl '!it' -DaltDeploymentRepository=local::file://$PWD/target/repository",
        "release/check target/repository");
    because(
        MEASURES,
        "benchmarks/README.md",
        "benchmarks/run --start 9",
        "benchmarks/run --requests 3",
        "benchmarks/run --cluster 5",
        "benchmarks/run --deploy 5",
        "benchmarks/run --scale connections",
        "benchmarks/run --scale functions",
        "benchmarks/run --peers",
        "benchmarks/run --report",
        "benchmarks/run --overload /usr/lib/jvm/temurin-25 60",
        "benchmarks/run --slow /usr/lib/jvm/temurin-25",
        "benchmarks/run --goal 5",
        "benchmarks/run --dev 9",
        "benchmarks/run --events /usr/lib/jvm/temurin-25 3",
        "benchmarks/run --tokens /usr/lib/jvm/temurin-25 1",
        "benchmarks/run --tests 3",
        "benchmarks/run --fuzz 10000000 20261128",
        "benchmarks/run --soak /usr/lib/jvm/temurin-25 30");
    because(
        STORM,
        "docs/reliability.md",
        "storm/run --events 100000 --per-second 500 --kills 30 --broker-kills 3 --seed 2026",
        "storm/run --mode queue --events 20000 --per-second 150 --millis 60 --kills 30 --broker-kills 3 --seed 2026",
        "storm/run --broker nats --events 100000 --per-second 500 --millis 20 --kills 30 --broker-kills 3 --seed 2026",
        "storm/run --consumer commit-first --per-second 60 --millis 15",
        "storm/run --consumer auto-commit --per-second 100 --millis 300",
        "storm/run --broker nats --consumer ack-first --per-second 60 --millis 15",
        "storm/run --broker nats --consumer ack-none --per-second 60 --millis 15");
    because(
        "it takes minutes; ./mvnw verify runs fewer rounds",
        "docs/reliability.md",
        "kubectl create namespace convergence",
        "kubectl proxy --port=8001 &",
        "./mvnw test -pl function-packaging -am -Dtest=ConvergenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dconvergence.server=http://127.0.0.1:8001 -Dconvergence.namespace=convergence -Dconvergence.rounds=100");
  }

  /** Those in sentences and tables. */
  static final Map<String, String> IN_SENTENCES =
      Map.ofEntries(
          Map.entry("README.md: docker login", "it needs a registry with a login of the reader"),
          Map.entry("docs/deploying.md: kubectl rollout history", NAMED),
          Map.entry("docs/function-yaml.md: kubectl rollout undo", NAMED),
          Map.entry("docs/security-http.md: kubectl port-forward", NAMED),
          Map.entry(
              "docs/events.md: kubectl get --raw /apis/external.metrics.k8s.io/v1beta1",
              "the cluster of the tests has no adapter of external metrics"),
          Map.entry(
              "docs/events.md: mvn kubeless:deploy -Dkubeless.env=native",
              "TriggersIT deploys such a trigger, with a broker that pods can reach"),
          Map.entry("docs/reliability.md: mvn kubeless:apply", "a test kills it"),
          Map.entry("benchmarks/README.md: mvn compile", NAMED),
          Map.entry("benchmarks/README.md: kubectl create", MEASURES),
          Map.entry("docs/errors.md: kubectl edit", NAMED),
          Map.entry("docs/controller.md: kubectl describe function", CONDITIONS),
          Map.entry(
              "docs/controller.md: kubectl wait --for=condition=Ready function/orders", CONDITIONS),
          Map.entry("docs/errors.md: kubectl edit configmap kubeless-config", REMEDY),
          Map.entry("docs/source.md: kubectl describe", "SourceFunctionIT reads what it prints"),
          Map.entry("docs/controller-triggers.md: kubectl describe", CONDITIONS),
          Map.entry("docs/controller-triggers.md: kubectl get", CONDITIONS),
          Map.entry("docs/performance.md: benchmarks/run --fuzz", MEASURES),
          Map.entry("docs/performance.md: benchmarks/run --soak", MEASURES),
          Map.entry("docs/performance.md: kubectl create", MEASURES),
          Map.entry("docs/performance.md: kubectl set image", MEASURES),
          Map.entry("docs/performance.md: mvn compile jib:build", MEASURES),
          Map.entry(
              "docs/performance.md: mvn package k8s:build k8s:push k8s:resource k8s:apply",
              MEASURES),
          Map.entry("CONTRIBUTING.md: ./mvnw -pl '!function-bom' spotless:apply", PART),
          Map.entry("CONTRIBUTING.md: ./mvnw test -pl function-packaging -am", PART),
          Map.entry("CONTRIBUTING.md: ./mvnw verify -DskipITs", PART),
          Map.entry(
              "CONTRIBUTING.md: ./mvnw verify -pl it -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ArchetypeIT",
              PART),
          Map.entry(
              "CONTRIBUTING.md: ./mvnw verify -pl storm -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false",
              PART),
          Map.entry("CONTRIBUTING.md: apt-get install chromium", RUN),
          Map.entry("CONTRIBUTING.md: bash .ci/run", "it runs the tests"),
          Map.entry(
              "CONTRIBUTING.md: storm/run --events 100000 --per-second 500 --kills 30 --broker-kills 3",
              STORM),
          Map.entry(
              "RELEASING.md: ./mvnw -B clean verify artifact:compare -Prelease -DskipTests -Dgpg.skip -fae -pl '!it' -Dreference.repo=central",
              RELEASE),
          Map.entry("RELEASING.md: release/check DIRECTORY", TRIAL),
          Map.entry("it/cluster/README.md: ./up --control", OTHER),
          Map.entry(
              "it/cluster/README.md: DOCKER_HOST=$KUBELESS_IT_DOCKER docker images",
              "DevelopingPagesIT runs another command of docker in this way"),
          Map.entry("it/cluster/README.md: go test ./schedules", RUN),
          Map.entry("docs/errors.md: curl -i https://<host>/v2/", REMEDY),
          Map.entry("docs/errors.md: docker login", REMEDY),
          Map.entry("docs/errors.md: kubectl api-resources", REMEDY),
          Map.entry("docs/errors.md: kubectl config get-contexts", REMEDY),
          Map.entry("docs/errors.md: kubectl create job", REMEDY),
          Map.entry("docs/errors.md: kubectl create namespace …", REMEDY),
          Map.entry("docs/errors.md: kubectl create secret generic …", REMEDY),
          Map.entry("docs/errors.md: kubectl describe pod", REMEDY),
          Map.entry("docs/errors.md: kubectl version", REMEDY));

  private NotTyped() {}
}
