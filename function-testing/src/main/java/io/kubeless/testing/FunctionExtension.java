package io.kubeless.testing;

import io.kubeless.function.Handler;
import io.kubeless.runtime.RuntimeContract;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts the function of a {@link FunctionTest} before each test. */
final class FunctionExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(FunctionExtension.class);

  FunctionExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    List<AnnotatedElement> elements = elements(context);
    FunctionTest test = nearest(elements, FunctionTest.class).orElseThrow();
    Contexts function =
        Contexts.named(test.name()).withTimeout(Duration.ofSeconds(test.timeoutSeconds()));
    for (AnnotatedElement element : elements) {
      for (FunctionConfig config : all(element, FunctionConfig.class)) {
        function = function.withConfig(config.key(), config.value());
      }
      for (FunctionSecret secret : all(element, FunctionSecret.class)) {
        function = function.withSecret(secret.name(), entries(secret));
      }
    }
    Map<String, String> settings = new TreeMap<>();
    settings.put(RuntimeContract.CONCURRENCY, Integer.toString(test.concurrency()));
    Optional<FunctionAuth> auth = nearest(elements, FunctionAuth.class);
    if (auth.isPresent()) {
      settings.putAll(TestAuth.settings(auth.get()));
      function = TestAuth.secret(function, auth.get());
    }
    RunningFunction running = RunningFunction.start(handler(test.value()), function, settings);
    context.getStore(NAMESPACE).put(RunningFunction.class, running);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    RunningFunction running =
        context.getStore(NAMESPACE).remove(RunningFunction.class, RunningFunction.class);
    if (running != null) { // null if it could not start
      if (context.getExecutionException().isPresent()) {
        running.logs().forEach(line -> System.out.println(line.text()));
      }
      running.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RunningFunction.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RunningFunction running =
        context.getStore(NAMESPACE).get(RunningFunction.class, RunningFunction.class);
    if (running == null) {
      throw new ParameterResolutionException(
          "a function is started for each test: it can be a parameter of tests, and of @BeforeEach"
              + " and @AfterEach methods");
    }
    return running;
  }

  /** Returns what may be annotated: the enclosing classes from the outside, and the method. */
  private static List<AnnotatedElement> elements(ExtensionContext context) {
    Deque<AnnotatedElement> elements = new ArrayDeque<>();
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent();
        at = at.get().getParent()) {
      AnnotatedElement element = at.get().getElement().orElse(null);
      if (element != null && element != elements.peekFirst()) { // the invocations of a method
        elements.addFirst(element);
      }
    }
    return new ArrayList<>(elements);
  }

  private static <A extends Annotation> Optional<A> nearest(
      List<AnnotatedElement> elements, Class<A> type) {
    return elements.stream()
        .flatMap(element -> AnnotationSupport.findAnnotation(element, type).stream())
        .reduce((outer, inner) -> inner);
  }

  private static <A extends Annotation> List<A> all(AnnotatedElement element, Class<A> type) {
    return AnnotationSupport.findRepeatableAnnotations(element, type);
  }

  private static Map<String, String> entries(FunctionSecret secret) {
    Map<String, String> entries = new TreeMap<>();
    for (String entry : secret.entries()) {
      int end = entry.indexOf('=');
      if (end < 0) {
        throw new IllegalArgumentException(
            "an entry of @FunctionSecret(name = \"" + secret.name() + "\") is not key=value");
      }
      entries.put(entry.substring(0, end), entry.substring(end + 1));
    }
    return entries;
  }

  private static Handler<?, ?> handler(Class<? extends Handler<?, ?>> type) throws Exception {
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
