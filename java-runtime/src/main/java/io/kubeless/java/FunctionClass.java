package io.kubeless.java;

import io.kubeless.packaging.discovery.FoundHandler;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The class and the method that a handler such as {@code com_acme_Hello.handle} names: an
 * implementation of {@code Handler}, or a method with upstream's signature.
 */
record FunctionClass(Phase phase) {
  private static final Set<String> METHODS = Set.of("handle", "apply", "accept");
  private static final List<String> PARAMETERS =
      List.of("io.kubeless.Event", "io.kubeless.Context");

  /** Returns the content of the file that the runtime reads. */
  String descriptor() throws IOException, Failure {
    String name = className();
    String method = phase.variable(RuntimeContract.FUNC_HANDLER);
    Optional<HandlerClass> handler =
        handlers().stream()
            .map(FoundHandler::handler)
            .filter(each -> each.name().equals(name))
            .findFirst();
    if (handler.isPresent()) {
      if (!METHODS.contains(method)) {
        throw new Failure(
            name
                + " implements Handler, so the handler of the Function ends with .handle, not ."
                + method);
      }
      StringBuilder text = new StringBuilder();
      text.append(RuntimeContract.DESCRIPTOR_HANDLER).append('=').append(name).append('\n');
      handler
          .get()
          .input()
          .ifPresent(
              type ->
                  text.append(RuntimeContract.DESCRIPTOR_INPUT)
                      .append('=')
                      .append(type)
                      .append('\n'));
      handler
          .get()
          .answer()
          .ifPresent(
              type ->
                  text.append(RuntimeContract.DESCRIPTOR_ANSWER)
                      .append('=')
                      .append(type)
                      .append('\n'));
      return text.toString();
    }
    requireMethod(name, method);
    return RuntimeContract.DESCRIPTOR_HANDLER
        + "="
        + UpstreamHandler.class.getName()
        + "\n"
        + UpstreamHandler.CLASS
        + "="
        + name
        + "\n"
        + UpstreamHandler.METHOD
        + "="
        + method
        + "\n";
  }

  private String className() throws IOException, Failure {
    List<String> classes = classes();
    String module = phase.variable(RuntimeContract.MOD_NAME);
    for (String each : List.of(module.replace('_', '.'), module, "io.kubeless." + module)) {
      if (classes.contains(each)) {
        return each;
      }
    }
    List<String> named = classes.stream().filter(each -> each.endsWith("." + module)).toList();
    if (named.size() == 1) {
      return named.get(0);
    }
    throw new Failure(
        List.of(
            "the handler names the class "
                + module
                + ", which is "
                + (named.isEmpty() ? "not in the source" : "in several packages"),
            "the classes are: " + String.join(", ", classes)));
  }

  private List<String> classes() throws IOException {
    try (Stream<Path> files = Files.walk(phase.classes())) {
      return files
          .map(each -> phase.classes().relativize(each).toString())
          .filter(
              each ->
                  each.endsWith(".class") && !each.contains("$") && !each.endsWith("-info.class"))
          .map(
              each ->
                  each.substring(0, each.length() - ".class".length())
                      .replace('/', '.')
                      .replace('\\', '.'))
          .sorted()
          .toList();
    }
  }

  private List<FoundHandler> handlers() throws IOException, Failure {
    try {
      return Handlers.discover(phase.classes(), phase.classPath()).found();
    } catch (ProblemException e) {
      throw new Failure(String.valueOf(e.getMessage()).lines().toList());
    }
  }

  private void requireMethod(String name, String method) throws IOException, Failure {
    List<URL> urls = new ArrayList<>();
    urls.add(phase.classes().toUri().toURL());
    for (Path each : phase.classPath()) {
      urls.add(each.toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = Class.forName(name, false, loader);
      boolean found =
          Stream.of(type.getMethods())
              .filter(each -> each.getName().equals(method))
              .anyMatch(
                  each ->
                      Arrays.stream(each.getParameterTypes())
                          .map(Class::getName)
                          .toList()
                          .equals(PARAMETERS));
      if (!found) {
        throw new Failure(
            name
                + " neither implements io.kubeless.function.Handler, nor has it a method public String "
                + method
                + "(io.kubeless.Event, io.kubeless.Context)");
      }
      Objects.requireNonNull(type.getConstructor());
    } catch (NoSuchMethodException e) {
      throw new Failure(name + " has no public constructor without parameters");
    } catch (ClassNotFoundException | LinkageError e) {
      throw new Failure(name + " cannot be loaded: " + e);
    }
  }
}
