package io.kubeless.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;

/** The file of an image that describes its function: the handler, its types and its services. */
final class Descriptor {
  private final Path file;
  private final Properties properties;

  private Descriptor(Path file, Properties properties) {
    this.file = file;
    this.properties = properties;
  }

  /**
   * Reads a descriptor.
   *
   * @throws LoadedFunction.NotLoadable if it is missing, cannot be read, or is not a properties
   *     file
   */
  static Descriptor read(Path file) throws LoadedFunction.NotLoadable {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
      return new Descriptor(file, properties);
    } catch (IOException | IllegalArgumentException e) {
      throw new LoadedFunction.NotLoadable(file + " cannot be read: " + e, e);
    }
  }

  /** Returns the binary name of the handler. */
  String handler() throws LoadedFunction.NotLoadable {
    String name = properties.getProperty(RuntimeContract.DESCRIPTOR_HANDLER, "");
    if (name.isEmpty()) {
      throw new LoadedFunction.NotLoadable(file + " contains no handler");
    }
    return name;
  }

  /** Returns the type that an event's body is bound to; empty for plain events. */
  Optional<String> input() {
    return Optional.ofNullable(properties.getProperty(RuntimeContract.DESCRIPTOR_INPUT));
  }

  /** Returns the declared type of the answer; empty if there is none. */
  Optional<String> answer() {
    return Optional.ofNullable(properties.getProperty(RuntimeContract.DESCRIPTOR_ANSWER));
  }

  /**
   * Returns the providers of a service. A search opens every jar of the class path, which takes a
   * tenth of the start, so there is none for a service that the class path does not provide.
   */
  <S> Iterable<S> providers(Class<S> service, ClassLoader loader) {
    return mayProvide(service.getName()) ? ServiceLoader.load(service, loader) : List.of();
  }

  /** Returns whether a jar of the class path provides a service, or may do so. */
  boolean mayProvide(String service) {
    String provided = properties.getProperty(RuntimeContract.DESCRIPTOR_SERVICES);
    return provided == null || Arrays.asList(provided.split(",")).contains(service);
  }
}
