package io.kubeless.packaging.kubeconfig;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of a kubeconfig, with methods that read its values by type. An empty text counts as unset,
 * as in kubectl.
 *
 * @param file the file that contains it; relative paths start at the file's directory
 * @param place such as {@code users[bob].exec}; empty for the whole file
 * @param fields the values as YAML
 */
record KubeconfigEntry(Path file, String place, Map<?, ?> fields) {

  Optional<String> text(String key) {
    Object value = fields.get(key);
    if (value != null && !(value instanceof String)) {
      throw problem(key, Message.of("is not a string"), Message.of("quote it"));
    }
    return Optional.ofNullable((String) value).filter(text -> !text.isEmpty());
  }

  boolean flag(String key) {
    Object value = fields.get(key);
    if (value != null && !(value instanceof Boolean)) {
      throw problem(
          key, Message.of("is neither true nor false"), Message.of("set it to true or false"));
    }
    return value != null && (Boolean) value;
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Object each : list(key)) {
      if (!(each instanceof String text)) {
        throw problem(
            key, Message.of("is not a list of strings"), Message.of("quote its elements"));
      }
      texts.add(text);
    }
    return texts;
  }

  Map<String, List<String>> textLists(String key) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    entry(key)
        .ifPresent(
            entry ->
                entry
                    .fields
                    .keySet()
                    .forEach(
                        name ->
                            lists.put(String.valueOf(name), entry.texts(String.valueOf(name)))));
    return lists;
  }

  Optional<KubeconfigEntry> entry(String key) {
    Object value = fields.get(key);
    if (value != null && !(value instanceof Map<?, ?>)) {
      throw problem(
          key,
          Message.of("is not a map"),
          Message.of("kubectl config view shows the expected shape"));
    }
    return Optional.ofNullable((Map<?, ?>) value)
        .map(map -> new KubeconfigEntry(file, at(key), map));
  }

  /** Returns the elements of a list of maps that have a name. */
  List<KubeconfigEntry> entries(String key) {
    List<KubeconfigEntry> entries = new ArrayList<>();
    for (Object each : list(key)) {
      if (!(each instanceof Map<?, ?> map)) {
        throw problem(
            key,
            Message.of("is not a list of maps"),
            Message.of("kubectl config view shows the expected shape"));
      }
      entries.add(new KubeconfigEntry(file, at(key) + "[" + map.get("name") + "]", map));
    }
    return entries;
  }

  private List<?> list(String key) {
    Object value = fields.get(key);
    if (value != null && !(value instanceof List<?>)) {
      throw problem(
          key,
          Message.of("is not a list"),
          Message.of("kubectl config view shows the expected shape"));
    }
    return value == null ? List.of() : (List<?>) value;
  }

  Optional<Path> path(String key) {
    return text(key).map(text -> file.toAbsolutePath().resolveSibling(text).normalize());
  }

  /**
   * Returns the content of {@code <key>-data}, or of the file that {@code <key>} names.
   *
   * @throws ProblemException if both are set, or the content cannot be read
   */
  Optional<byte[]> content(String key) {
    Optional<String> data = text(key + "-data");
    Optional<Path> path = path(key);
    if (data.isPresent() && path.isPresent()) {
      throw problem(
          key, Message.of("is set, and so is %s-data", key), Message.of("remove one of them"));
    }
    return path.isPresent()
        ? path.map(source -> read(key, source))
        : data.map(text -> decode(key, text));
  }

  byte[] read(String key, Path source) {
    try {
      return Files.readAllBytes(source);
    } catch (IOException e) {
      throw problem(
          key,
          Message.of("names the file %s, which cannot be read", source),
          Message.of("check its name"));
    }
  }

  private byte[] decode(String key, String text) {
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw problem(key + "-data", Message.of("is not base64"), Message.of("base64 -w0 <file>"));
    }
  }

  /** Returns a problem with one value. */
  ProblemException problem(String key, Message why, Message remedy) {
    return new ProblemException(
        Problem.of(ErrorCode.KUBECONFIG_INVALID, "The kubeconfig cannot be used")
            .at("%s", file)
            .because("%s %s", at(key), why)
            .remedy(remedy));
  }

  private String at(String key) {
    return place.isEmpty() ? key : place + "." + key;
  }
}
