package io.kubeless.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public API of the jar as a whole. */
class ApiSurfaceTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Path GOLDEN = Path.of("src/test/resources/golden/api.txt");

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
  void itsTypesAndTheirSignaturesAreTheseAndNoOther() throws Exception {
    StringBuilder surface = new StringBuilder();
    for (Class<?> type : types()) {
      surface.append(signatures(type)).append('\n');
    }
    String actual =
        surface.toString().replace("io.kubeless.function.", "").replace("java.lang.", "");
    if (System.getProperty("golden.write") != null) {
      Files.writeString(GOLDEN, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(GOLDEN));
    assertThat(types()).allMatch(type -> Modifier.isPublic(type.getModifiers()));
  }

  /** Returns a type and, sorted, the members that users of the jar can access. */
  private static String signatures(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      members.add(constructor.toGenericString());
    }
    for (Field field : type.getDeclaredFields()) {
      members.add(field.toGenericString());
    }
    for (Method method : type.getDeclaredMethods()) {
      Object value = method.getDefaultValue();
      String text =
          value instanceof Object[] array ? List.of(array).toString() : "\"" + value + '"';
      members.add(method.toGenericString() + (value == null ? "" : " default " + text));
    }
    String supertypes =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()),
                Stream.of(type.getGenericInterfaces()))
            .map(Type::getTypeName)
            .filter(name -> !name.equals("java.lang.Object"))
            .collect(Collectors.joining(", "));
    return type.toGenericString()
        + (supertypes.isEmpty() ? "" : " : " + supertypes)
        + "\n"
        + members.stream()
            .filter(member -> member.startsWith("public ") || member.startsWith("protected "))
            .filter(member -> !member.contains(" volatile ")) // a bridge method
            .map(member -> "  " + member.replace(type.getName() + ".", "") + "\n")
            .sorted()
            .collect(Collectors.joining());
  }

  @Test
  void annotationsAreInTheClassFileAndNotInTheProcess() throws Exception {
    assertThat(types().stream().filter(Class::isAnnotation))
        .hasSize(9)
        .allMatch(ApiSurfaceTest::isKeptInTheClassFileOnly);
  }

  @SuppressWarnings("unchecked")
  private static boolean isKeptInTheClassFileOnly(Class<?> type) {
    Class<? extends Annotation> annotation = (Class<? extends Annotation>) type;
    return annotation.getAnnotation(Retention.class).value() == RetentionPolicy.CLASS;
  }

  @Test
  void theModuleExportsOnePackageAndRequiresOnlyJavaBase() throws IOException {
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
