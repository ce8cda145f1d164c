package io.kubeless.controller.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code runtime-images}. Absent fields are null.
 *
 * @param livenessProbeInfo a probe of Kubernetes
 * @param depName the name of the file with the dependencies, such as {@code requirements.txt}
 * @param fileNameSuffix the suffix of files with source, such as {@code .py}
 */
record RuntimeEntry(
    @JsonProperty("ID") String id,
    List<Version> versions,
    @Nullable Map<String, Object> livenessProbeInfo,
    @Nullable String depName,
    @Nullable String fileNameSuffix) {

  record Version(
      String version, @Nullable List<Image> images, @Nullable List<PullSecret> imagePullSecrets) {}

  record Image(
      String phase,
      String image,
      @Nullable Object command,
      @Nullable Map<String, String> env,
      @Nullable List<Object> secrets) {}

  record PullSecret(String imageSecret) {}

  /**
   * Returns one of the versions.
   *
   * @param name ID and version
   * @throws IllegalArgumentException if the entry is not valid, with the reason
   */
  RuntimeVersion version(String name) {
    Version version =
        versions.stream()
            .filter(each -> name.equals(id + each.version()))
            .findFirst()
            .orElseThrow();
    Map<String, RuntimePhase> phases = new LinkedHashMap<>();
    for (Image each : version.images() == null ? List.<Image>of() : version.images()) {
      if (each.phase() == null || each.image() == null) {
        throw new IllegalArgumentException("an entry of images has no phase or no image");
      }
      phases.putIfAbsent(each.phase(), phase(each));
    }
    if (!phases.containsKey(RuntimeVersion.RUNTIME)) {
      throw new IllegalArgumentException("images has no entry with phase runtime");
    }
    List<String> secrets = new ArrayList<>();
    for (PullSecret each :
        version.imagePullSecrets() == null ? List.<PullSecret>of() : version.imagePullSecrets()) {
      if (each.imageSecret() != null && !each.imageSecret().isEmpty()) {
        secrets.add(each.imageSecret());
      }
    }
    return new RuntimeVersion(
        phases,
        Probes.normalized(livenessProbeInfo == null ? Map.of() : livenessProbeInfo),
        depName == null ? "" : depName,
        fileNameSuffix == null ? "" : fileNameSuffix,
        secrets);
  }

  private static RuntimePhase phase(Image image) {
    List<String> command = new ArrayList<>();
    if (image.command() instanceof List<?> list) {
      list.forEach(each -> command.add(String.valueOf(each)));
    } else if (image.command() != null && !image.command().equals("")) {
      command.addAll(List.of("sh", "-c", String.valueOf(image.command())));
    }
    List<String> secrets = new ArrayList<>();
    for (Object each : image.secrets() == null ? List.of() : image.secrets()) {
      Optional<Object> named =
          each instanceof Map<?, ?> map ? Optional.ofNullable(map.get("name")) : Optional.of(each);
      named.ifPresent(name -> secrets.add(String.valueOf(name)));
    }
    return new RuntimePhase(
        image.image(), command, image.env() == null ? Map.of() : image.env(), secrets);
  }
}
