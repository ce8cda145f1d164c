package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Context;
import io.kubeless.function.TypedHandler;
import io.kubeless.packaging.delivery.CallLines;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The printed commands that call a function work as they are. */
class CallLinesTest {
  private static final String API =
      "<dependencies><dependency><groupId>io.kubeless</groupId>"
          + "<artifactId>kubeless-function-api</artifactId><version>1</version></dependency>"
          + "</dependencies>";

  @TempDir Path root;

  /** Takes an object. */
  public static final class Orders implements TypedHandler<Properties, String> {
    @Override
    public String apply(Properties order, Context context) {
      return "";
    }
  }

  /** Takes a list. */
  public static final class Batch implements TypedHandler<List<String>, String> {
    @Override
    public String apply(List<String> orders, Context context) {
      return "";
    }
  }

  private Function function(Class<?> handler, String yaml) throws Exception {
    Reactor reactor = new Reactor(root, "");
    reactor.module("hello", API);
    if (!handler.equals(Object.class)) {
      Reactor.compile(handler, root.resolve("hello"));
    }
    Path file = root.resolve("hello/src/main/kubeless/function.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, yaml);
    return new ModuleReader(
            reactor.session(), Reactor.execution("deploy", "default-cli"), GoalSettings::registry)
        .named()
        .get(0)
        .configured()
        .function()
        .withNamespace("team");
  }

  private static List<String> lines(Function function, Properties commandLine, boolean several) {
    return texts(CallLines.of(function, FunctionSelection.of(function, commandLine, several)));
  }

  private static List<String> local(Function function, Properties commandLine) {
    return texts(
        CallLines.local(function, 8081, FunctionSelection.of(function, commandLine, false)));
  }

  private static List<String> texts(List<Message> lines) {
    return lines.stream().map(line -> line.text(MavenWording.INSTANCE)).toList();
  }

  @Test
  void oneFunctionIsCalledWithoutItsName() throws Exception {
    assertThat(lines(function(Object.class, ""), new Properties(), false))
        .containsExactly(
            "call      in cluster http://hello.team:8080   from here: mvn kubeless:invoke"
                + " -Dkubeless.data=Duke");
  }

  @Test
  void oneOfSeveralFunctionsIsCalledByItsNameWhereThisBuildHasDeployedIt() throws Exception {
    Properties commandLine = new Properties();
    commandLine.setProperty("kubeless.context", "dev");
    commandLine.setProperty("kubeless.namespace", "team");
    commandLine.setProperty("kubeless.env", "staging");
    commandLine.setProperty("kubeless.wait", "9");
    assertThat(lines(function(Object.class, ""), commandLine, true).get(0))
        .endsWith(
            "from here: mvn kubeless:invoke -Dkubeless.context=dev -Dkubeless.namespace=team"
                + " -Dkubeless.env=staging -Dkubeless.name=hello -Dkubeless.data=Duke");
  }

  @Test
  void aFunctionThatReadsJsonIsCalledWithJson() throws Exception {
    assertThat(lines(function(Orders.class, ""), new Properties(), false).get(0))
        .endsWith(" -Dkubeless.data={}");
    Files.delete(
        root.resolve("hello/target/classes")
            .resolve(Orders.class.getName().replace('.', '/') + ".class"));
    assertThat(lines(function(Batch.class, ""), new Properties(), false).get(0))
        .endsWith(" -Dkubeless.data=[]");
  }

  @Test
  void theAddressOfEachHttpTriggerIsReported() throws Exception {
    assertThat(
            lines(
                function(
                    Object.class,
                    "triggers:\n- http: {host: a.acme.com, path: /hello, tls: acme}\n"
                        + "- http: {path: /plain}\n"),
                new Properties(),
                false))
        .contains(
            "call      from outside https://a.acme.com/hello",
            "call      from outside http://<address of the Ingress>/plain");
  }

  @Test
  void aFunctionThatRequiresALoginIsCalledWithOne() throws Exception {
    assertThat(
            lines(
                function(
                    Object.class,
                    "triggers:\n- http:\n    auth: {type: jwt, issuer: 'https://login.acme.com', audience: hello}\n"),
                new Properties(),
                false))
        .contains(
            "call      in cluster http://hello.team:8080   from here: mvn kubeless:invoke"
                + " -Dkubeless.data=Duke -Dkubeless.headers=\"Authorization: Bearer $TOKEN\"");
    assertThat(
            lines(
                function(Object.class, "triggers:\n- http: {auth: {type: basic, secret: users}}\n"),
                new Properties(),
                false))
        .contains(
            "call      in cluster http://hello.team:8080   from here: mvn kubeless:invoke"
                + " -Dkubeless.data=Duke"
                + " -Dkubeless.headers=\"Authorization: Basic $(printf %s user:password | base64)\"");
  }

  @Test
  void aFunctionOnThisMachineIsCalledWithWhatItReadsAndItsLogin() throws Exception {
    assertThat(local(function(Object.class, ""), new Properties()))
        .containsExactly("call      curl -d Duke http://localhost:8081/");
    String users = "triggers:\n- http: {auth: {type: basic, secret: users}}\n";
    assertThat(local(function(Orders.class, users), new Properties()))
        .containsExactly(
            "call      curl -H \"Authorization: Basic $(printf %s user:password | base64)\""
                + " -H \"Content-Type: application/json\" -d \"{}\" http://localhost:8081/");
  }

  @Test
  void theTriggersOfAFunctionOnThisMachineAreCalledByTheirNames() throws Exception {
    Properties commandLine = new Properties();
    commandLine.setProperty("kubeless.env", "local");
    assertThat(
            local(
                function(
                    Object.class,
                    "triggers:\n- kafka: {topic: orders, servers: 'localhost:9092'}\n"
                        + "- kafka: {topic: returns}\n"),
                commandLine))
        .containsExactly(
            "call      curl -d Duke http://localhost:8081/",
            "call      mvn kubeless:invoke -Dkubeless.env=local -Dkubeless.trigger=kafka-orders"
                + " -Dkubeless.data=Duke",
            "off       kafka-returns: add servers, or select an overlay that has them: -Dkubeless.env=local");
  }
}
