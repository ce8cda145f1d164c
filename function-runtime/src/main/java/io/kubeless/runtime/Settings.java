package io.kubeless.runtime;

import io.kubeless.runtime.auth.AuthSettings;
import io.kubeless.runtime.http.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The environment of a function's process, read once.
 *
 * @param managementPort 0 if probes and metrics have no port of their own
 * @param probesOnFunctionPort whether the function's port also serves probes and metrics
 * @param readyWithoutSources whether the function is ready although a source is not
 * @param httpPaths prefixes without a slash at their end, longest first
 * @param cors empty if pages of other origins cannot call the function
 * @param auth empty if requests are not authenticated
 */
record Settings(
    String functionName,
    int port,
    int managementPort,
    boolean probesOnFunctionPort,
    boolean readyWithoutSources,
    Duration timeout,
    Duration drainDelay,
    int concurrency,
    long maxBodyBytes,
    String runtime,
    OptionalLong memoryLimitBytes,
    List<String> httpPaths,
    Path configDirectory,
    Path secretsDirectory,
    Optional<Cors> cors,
    Optional<AuthSettings> auth) {

  /** Reports all problems of an environment, with one line for each variable. */
  static final class InvalidSettings extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSettings(List<String> problems) {
      super(String.join("; ", problems));
    }
  }

  static Settings from(Map<String, String> environment) throws InvalidSettings {
    Reader reader = new Reader(environment);
    String name = environment.getOrDefault(RuntimeContract.FUNCTION_NAME, "function");
    Settings settings =
        new Settings(
            name,
            reader.number(RuntimeContract.FUNC_PORT, RuntimeContract.DEFAULT_PORT, 0, 65535),
            reader.number(
                RuntimeContract.MANAGEMENT_PORT, RuntimeContract.DEFAULT_MANAGEMENT_PORT, 0, 65535),
            Boolean.parseBoolean(environment.get(RuntimeContract.PROBES_ON_FUNCTION_PORT)),
            Boolean.parseBoolean(environment.get(RuntimeContract.READY_WITHOUT_SOURCES)),
            reader.seconds(
                RuntimeContract.FUNC_TIMEOUT, RuntimeContract.DEFAULT_TIMEOUT_SECONDS, 1),
            reader.seconds(RuntimeContract.DRAIN_DELAY, RuntimeContract.DEFAULT_DRAIN_SECONDS, 0),
            reader.number(
                RuntimeContract.CONCURRENCY, RuntimeContract.DEFAULT_CONCURRENCY, 1, 1_000_000),
            reader.number(
                RuntimeContract.MAX_BODY_BYTES,
                Math.toIntExact(Limits.DEFAULT.bodyBytes()),
                0,
                Integer.MAX_VALUE - 1024),
            environment.getOrDefault(
                RuntimeContract.FUNC_RUNTIME, "java" + Runtime.version().feature()),
            reader.quantity(RuntimeContract.FUNC_MEMORY_LIMIT),
            paths(environment.getOrDefault(RuntimeContract.HTTP_PATHS, "")),
            Path.of(
                environment.getOrDefault(
                    RuntimeContract.CONFIG_DIRECTORY, RuntimeContract.DEFAULT_CONFIG_DIRECTORY)),
            Path.of(
                environment.getOrDefault(
                    RuntimeContract.SECRETS_DIRECTORY, RuntimeContract.DEFAULT_SECRETS_DIRECTORY)),
            CorsReader.read(reader),
            AuthReader.read(reader, name));
    reader.choice(RuntimeContract.LOG_LEVEL, LogSettings.LEVELS);
    reader.choice(RuntimeContract.LOG_FORMAT, "json|" + LogSettings.TEXT);
    reader.unknown(Set.of(RuntimeContract.CORS_PREFIX, RuntimeContract.AUTH_PREFIX));
    if (!reader.problems.isEmpty()) {
      throw new InvalidSettings(reader.problems);
    }
    return settings;
  }

  private static List<String> paths(String text) {
    List<String> paths = new ArrayList<>();
    for (String path : text.split(",", -1)) {
      String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      if (!prefix.isEmpty()) {
        paths.add(prefix);
      }
    }
    paths.sort((a, b) -> b.length() - a.length());
    return List.copyOf(paths);
  }

  /** Reads variables, and collects their problems. */
  static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    void problem(String problem) {
      problems.add(problem);
    }

    boolean anyWithPrefix(String prefix) {
      return environment.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /**
     * Reports variables that have a prefix and were not read. They may be from a packaging whose
     * checks this runtime does not know, and which must not be omitted.
     */
    void unknown(Set<String> prefixes) {
      for (String name : new TreeSet<>(environment.keySet())) {
        if (prefixes.stream().anyMatch(name::startsWith) && !known.contains(name)) {
          problems.add(name + " is not known to this version of the runtime, or does not apply");
        }
      }
    }

    boolean flag(String name) {
      choice(name, "true|false");
      return Boolean.parseBoolean(environment.get(name));
    }

    /** Returns a text that matches a pattern; empty if it is not set, or was reported. */
    Optional<String> text(String name, String form, String expected) {
      known.add(name);
      String text = environment.getOrDefault(name, "");
      if (!text.isEmpty() && !text.matches(form)) {
        problems.add(name + " must be " + expected + ": " + text);
        return Optional.empty();
      }
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Returns texts that are separated by commas. */
    List<String> list(String name, String form, String expected) {
      known.add(name);
      List<String> list = new ArrayList<>();
      for (String item : environment.getOrDefault(name, "").split(",", -1)) {
        if (item.isEmpty()) {
          continue;
        }
        if (item.matches(form)) {
          list.add(item);
        } else {
          problems.add(name + " must be " + expected + ": " + item);
        }
      }
      return List.copyOf(list);
    }

    int number(String name, int otherwise, int least, int most) {
      known.add(name);
      String text = environment.get(name);
      if (text == null || text.isEmpty()) {
        return otherwise;
      }
      try {
        int number = Integer.parseInt(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Reported below, together with numbers that are out of range.
      }
      problems.add(name + " must be a whole number from " + least + " to " + most + ": " + text);
      return otherwise;
    }

    /** Reports a variable whose value is not one of several words. */
    void choice(String name, String words) {
      known.add(name);
      String text = environment.getOrDefault(name, "");
      if (!text.isEmpty() && !text.matches(words)) {
        problems.add(name + " must be one of " + words.replace("|", ", ") + ": " + text);
      }
    }

    Duration seconds(String name, int otherwise, int least) {
      return Duration.ofSeconds(number(name, otherwise, least, 86_400));
    }

    OptionalLong quantity(String name) {
      String text = environment.getOrDefault(name, "0");
      try {
        long bytes = Quantity.bytes(text);
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
      } catch (IllegalArgumentException e) {
        problems.add(name + " must be a quantity such as 256Mi: " + text);
        return OptionalLong.empty();
      }
    }
  }
}
