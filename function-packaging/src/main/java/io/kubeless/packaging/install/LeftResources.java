package io.kubeless.packaging.install;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.manifest.InstalledResource;
import io.kubeless.packaging.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is left of Kubeless in a cluster after its controller was removed.
 *
 * @param installed reads objects
 * @param connection the cluster, in the namespace of the controller
 */
record LeftResources(InstalledObjects installed, ClusterConnection connection) {
  static final String GROUP = "kubeless.io";

  /** Returns a line for each kind of what is left, and the command that deletes it. */
  List<Message> messages() throws ApiFailure {
    List<Message> lines = new ArrayList<>();
    List<JsonNode> definitions =
        installed.items(InstalledResource.CUSTOM_RESOURCE_DEFINITION.path()).stream()
            .filter(each -> each.at("/spec/group").asText().equals(GROUP))
            .toList();
    for (JsonNode each : definitions) {
      String plural = each.at("/spec/names/plural").asText();
      Map<String, TreeSet<String>> names = new TreeMap<>();
      for (JsonNode object : installed.items("/apis/" + GROUP + "/v1beta1/" + plural)) {
        names
            .computeIfAbsent(object.at("/metadata/namespace").asText(), any -> new TreeSet<>())
            .add(object.at("/metadata/name").asText());
      }
      names.forEach(
          (namespace, all) ->
              lines.add(
                  Message.of("kept      %s in %s: %s", plural, namespace, String.join(", ", all))));
    }
    if (!definitions.isEmpty()) {
      lines.add(
          Message.of(
              "kept      the definitions %s; to delete them with all of these: %s %s",
              definitions.stream()
                  .map(each -> each.at("/metadata/name").asText())
                  .sorted()
                  .collect(Collectors.joining(", ")),
              goals("uninstall"),
              setting("uninstall.definitions")));
    }
    for (JsonNode each : installed.list(InstalledResource.CONFIG_MAP)) {
      lines.add(
          Message.of(
              "kept      the ConfigMap %s in %s, which contains runtimes of users",
              each.at("/metadata/name").asText(), connection.namespace()));
    }
    if (installed
        .api()
        .find(InstalledResource.NAMESPACE.path("", connection.namespace()))
        .filter(each -> each.at("/metadata/deletionTimestamp").isMissingNode())
        .isPresent()) {
      lines.add(Message.of("kept      the namespace %s", connection.namespace()));
    }
    return lines;
  }
}
