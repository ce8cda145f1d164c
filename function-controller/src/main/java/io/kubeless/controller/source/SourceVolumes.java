package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The volume of a function with source, its ConfigMap, and the Secrets of its runtime. They replace
 * those of the Function that have the same names or directories.
 */
record SourceVolumes(FunctionSpec function, RuntimeVersion runtime) {

  /** Returns all volumes. */
  List<Map<String, Object>> volumes(Map<String, Object> pod, String path) {
    List<Map<String, Object>> volumes = new ArrayList<>();
    volumes.add(Fields.of(field("name", volume()), field("emptyDir", Map.of())));
    volumes.add(
        Fields.of(
            field("name", configMap()),
            field("configMap", Fields.of(field("name", function.name())))));
    Set<String> secrets = new TreeSet<>();
    runtime.phases().values().forEach(each -> secrets.addAll(each.secrets()));
    secrets.forEach(secret -> volumes.add(SecretVolumes.volume(secret)));
    volumes.addAll(without(function.fields().maps(pod, path), "name", volumes));
    return volumes;
  }

  /** Returns the mounts of the function's container. */
  List<Map<String, Object>> mounts(Map<String, Object> container, String path) {
    List<Map<String, Object>> mounts = new ArrayList<>();
    mounts.add(mount(volume(), Preparation.VOLUME));
    runtime.runtime().secrets().forEach(secret -> mounts.add(SecretVolumes.mount(secret)));
    mounts.addAll(without(function.fields().maps(container, path), "mountPath", mounts));
    return mounts;
  }

  /** Returns the mounts of the volume and of the ConfigMap, in this order. */
  List<Map<String, Object>> preparing() {
    return List.of(mount(volume(), Preparation.VOLUME), mount(configMap(), Preparation.SOURCE));
  }

  private static Map<String, Object> mount(String volume, String directory) {
    return Fields.of(field("name", volume), field("mountPath", directory));
  }

  /** Returns the entries of a list, without those that have the same key as one of others. */
  private static List<Map<String, Object>> without(
      List<Map<String, Object>> list, String key, List<Map<String, Object>> others) {
    return list.stream()
        .filter(
            each ->
                others.stream()
                    .noneMatch(other -> String.valueOf(other.get(key)).equals("" + each.get(key))))
        .toList();
  }

  private String volume() {
    return VolumeNames.of(function.name());
  }

  private String configMap() {
    return VolumeNames.of(function.name() + "-deps");
  }
}
