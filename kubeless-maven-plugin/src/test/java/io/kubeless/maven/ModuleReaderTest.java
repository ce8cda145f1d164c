package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions that can be found without compiling. */
class ModuleReaderTest {
  private static final String API =
      "<dependencies><dependency><groupId>io.kubeless</groupId>"
          + "<artifactId>kubeless-function-api</artifactId><version>1</version></dependency>"
          + "</dependencies>";

  @TempDir Path root;

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private static List<String> named(Reactor reactor) throws IOException {
    return new ModuleReader(
            reactor.session(), Reactor.execution("undeploy", "default-cli"), GoalSettings::registry)
        .named().stream()
            .map(each -> each.configured().function())
            .map(each -> each.namespace().map(name -> name + "/").orElse("") + each.name())
            .toList();
  }

  @Test
  void aModuleThatWasNeverCompiledHasTheFunctionThatItsSourcesName() throws Exception {
    Reactor reactor = new Reactor(root, "");
    reactor.module("library", "");
    reactor.module("parent", "<packaging>pom</packaging>" + API);
    reactor.module("first", API);
    reactor.module("second", "");
    write("second/src/main/kubeless/function.yaml", "name: other\nnamespace: team\n");
    reactor.module(
        "third", API + Reactor.plugins("<configuration><name>pom</name></configuration>"));

    assertThat(named(reactor)).containsExactly("first", "team/other", "pom");
  }

  @Test
  void aModuleThatWasNeverCompiledHasAFunctionForEachDirectory() throws Exception {
    Reactor reactor = new Reactor(root, "");
    reactor.module("shop", API);
    write("shop/src/main/kubeless/intake/function.yaml", "handler: com.acme.Intake\n");
    write("shop/src/main/kubeless/report/function.yaml", "namespace: team\n");
    assertThat(named(reactor)).containsExactly("intake", "team/report");
  }

  @Test
  void aNameSelectsOneFunctionOfAReactorAndRenamesTheOnlyOne() throws Exception {
    Reactor one = new Reactor(root.resolve("one"), "").user("kubeless.name", "blue");
    one.module("first", API);
    assertThat(named(one)).containsExactly("blue");

    Reactor two = new Reactor(root.resolve("two"), "").user("kubeless.name", "second");
    two.module("first", API);
    two.module("second", API);
    assertThat(named(two)).containsExactly("second");
    two.user("kubeless.name", "third");
    assertThatThrownBy(() -> named(two))
        .hasMessage(
            """
            KUBELESS-301 No function is named third
              where: -Dkubeless.name
              why:   the functions are first, second
              do:    pass name=first""");
  }

  @Test
  void classesThatAreThereNameTheFunctions() throws Exception {
    Reactor reactor = new Reactor(root, "");
    reactor.module("shop", API);
    reactor.module("library", API);
    Reactor.compile(Answering.class, root.resolve("shop"));
    Reactor.compile(ModuleReaderTest.class, root.resolve("library"));
    assertThat(named(reactor)).containsExactly("shop");
  }

  /** A handler that implements Handler through another type of the API. */
  public static final class Answering implements io.kubeless.function.TypedHandler<String, String> {
    @Override
    public String apply(String data, io.kubeless.function.Context context) {
      return data;
    }
  }
}
