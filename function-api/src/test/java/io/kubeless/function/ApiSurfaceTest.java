package io.kubeless.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the jar promises as a whole. */
class ApiSurfaceTest {
  private static final Path CLASSES = Path.of("target/classes");

  private static List<Class<?>> types() throws Exception {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> list = Files.list(CLASSES.resolve("io/kubeless/function"))) {
      for (Path file : list.sorted().toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        if (!name.equals("package-info")) {
          types.add(Class.forName("io.kubeless.function." + name));
        }
      }
    }
    return types;
  }

  @Test
  void itsTypesAreTheseAndNoOther() throws Exception {
    assertThat(types())
        .extracting(Class::getSimpleName)
        .containsExactly(
            "Context",
            "CronJobTrigger",
            "CronJobTriggers",
            "Event",
            "Handler",
            "HttpException",
            "HttpTrigger",
            "HttpTriggers",
            "KubelessFunction",
            "Response",
            "RetryableException",
            "TypedEvent",
            "TypedHandler",
            "VoidHandler");
    assertThat(types()).allMatch(type -> Modifier.isPublic(type.getModifiers()));
  }

  @Test
  void annotationsAreInTheClassFileAndNotInTheProcess() throws Exception {
    assertThat(types().stream().filter(Class::isAnnotation))
        .hasSize(5)
        .allMatch(ApiSurfaceTest::isKeptInTheClassFileOnly);
  }

  @SuppressWarnings("unchecked")
  private static boolean isKeptInTheClassFileOnly(Class<?> type) {
    Class<? extends Annotation> annotation = (Class<? extends Annotation>) type;
    return annotation.getAnnotation(Retention.class).value() == RetentionPolicy.CLASS;
  }

  @Test
  void itsModuleExportsOnePackageAndRequiresTheJdksBaseAlone() throws IOException {
    try (var in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      ModuleDescriptor module = ModuleDescriptor.read(in);
      assertThat(module.name()).isEqualTo("io.kubeless.function");
      assertThat(module.exports())
          .map(ModuleDescriptor.Exports::source)
          .containsExactly("io.kubeless.function");
      assertThat(module.requires())
          .map(ModuleDescriptor.Requires::name)
          .containsExactly("java.base");
    }
  }
}
