package io.kubeless.it;

import java.util.Map;

/** The commands of the documentation that no test types, as page and command, with the reasons. */
final class NotTyped {
  private static final String RUN = ".ci/run runs it";
  private static final String TRY = ".ci/check-try runs ./try in a checkout";

  private static final String NAMED = "it is only compared with";
  private static final String REMEDY = "the message of the error has the complete command";

  static final Map<String, String> REASONS =
      Map.of(
          "README.md: git clone https://github.com/kubeless/kubeless-maven-plugin", TRY,
          "README.md: cd kubeless-maven-plugin", TRY,
          "README.md: ./try", TRY,
          "README.md: ./mvnw install -DskipTests -DskipITs", "./try runs it, and skips more",
          "README.md: ./mvnw verify", RUN,
          "README.md: it/cluster/install", RUN,
          "README.md: . <(it/cluster/up)", RUN,
          "README.md: it/cluster/down", RUN);

  /** Those in sentences and tables. */
  static final Map<String, String> IN_SENTENCES =
      Map.ofEntries(
          Map.entry("README.md: docker login", "it needs a registry with a login of the reader"),
          Map.entry("docs/deploying.md: kubectl rollout history", NAMED),
          Map.entry("docs/function-yaml.md: kubectl rollout undo", NAMED),
          Map.entry("docs/security-http.md: kubectl port-forward", NAMED),
          Map.entry(
              "docs/events.md: mvn kubeless:deploy -Dkubeless.env=native",
              "TriggersIT deploys such a trigger, with a broker that pods can reach"),
          Map.entry("docs/reliability.md: mvn kubeless:apply", "a test kills it"),
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
