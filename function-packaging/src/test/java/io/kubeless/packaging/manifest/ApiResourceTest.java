package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ApiResourceTest {
  private static final Path GUIDE = Path.of("../docs/deploying.md");

  private static TreeSet<String> permissions() {
    TreeSet<String> permissions = new TreeSet<>();
    for (ApiResource each : ApiResource.values()) {
      for (String verb : each.verbs()) {
        permissions.add(each.group() + "/" + each.plural() + " " + verb);
      }
    }
    return permissions;
  }

  @SuppressWarnings("unchecked") // the rules of a Role are lists of strings
  private static TreeSet<String> permissionsOfTheRole(String yaml) {
    Map<String, Object> role = new Yaml().load(yaml);
    TreeSet<String> permissions = new TreeSet<>();
    for (Map<String, List<String>> rule : (List<Map<String, List<String>>>) role.get("rules")) {
      for (String group : rule.get("apiGroups")) {
        for (String resource : rule.get("resources")) {
          rule.get("verbs").forEach(verb -> permissions.add(group + "/" + resource + " " + verb));
        }
      }
    }
    return permissions;
  }

  @Test
  void theRoleOfTheGuidePermitsWhatADeploymentDoesAndNothingElse() throws IOException {
    String guide = Files.readString(GUIDE);
    int start = guide.indexOf("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n");
    String role = guide.substring(start, guide.indexOf("```", start));
    assertThat(permissionsOfTheRole(role)).isEqualTo(permissions());
  }

  @Test
  void whatCallsAFunctionIsDeletedFirstAndWhatItsPodsNeedLast() {
    assertThat(ApiResource.inOrderOfDeletion())
        .startsWith(
            ApiResource.NATS_TRIGGER, ApiResource.KAFKA_TRIGGER, ApiResource.CRON_JOB_TRIGGER)
        .containsSubsequence(
            ApiResource.CRON_JOB,
            ApiResource.INGRESS,
            ApiResource.DEPLOYMENT,
            ApiResource.SERVICE,
            ApiResource.CONFIG_MAP)
        .endsWith(ApiResource.SERVICE_ACCOUNT)
        .allMatch(ApiResource::isInManifests);
  }

  @Test
  void aResourceOfTheCoreGroupHasAnotherPathThanOneOfANamedGroup() {
    assertThat(ApiResource.SERVICE.path("team", "hello"))
        .isEqualTo("/api/v1/namespaces/team/services/hello");
    assertThat(ApiResource.DEPLOYMENT.path("team"))
        .isEqualTo("/apis/apps/v1/namespaces/team/deployments");
    assertThat(ApiResource.DEPLOYMENT.qualified()).isEqualTo("deployments.apps");
    assertThat(ApiResource.SERVICE.qualified()).isEqualTo("services");
  }
}
