package io.kubeless.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@FunctionTest(value = FunctionTestTest.Greeter.class, name = "greeter", timeoutSeconds = 7)
@FunctionConfig(key = "greeting", value = "Hello")
@FunctionConfig(key = "mark", value = ".")
@FunctionSecret(
    name = "signing",
    entries = {"key=k=1", "old="})
@Execution(ExecutionMode.CONCURRENT)
class FunctionTestTest {
  private static final List<RunningFunction> STARTED =
      Collections.synchronizedList(new ArrayList<>());

  public static final class Greeter implements Handler<Event, Context> {
    private String key = "";

    @Override
    public void onStart(Context context) {
      key = context.secret("signing").get("key");
    }

    @Override
    public String handle(Event event, Context context) {
      return context.config("greeting").orElse("")
          + " "
          + event.text()
          + context.config("mark").orElse("")
          + " "
          + key
          + " "
          + context.functionName()
          + " "
          + context.timeout();
    }
  }

  private RunningFunction before;

  @BeforeEach
  void prepare(RunningFunction function) {
    before = function;
  }

  @Test
  void theFunctionHasTheConfigurationAndTheSecretsOfItsClass(RunningFunction function) {
    assertThat(function.post("Duke").body()).isEqualTo("Hello Duke. k=1 greeter PT7S");
    assertThat(function).isSameAs(before);
  }

  @Test
  @FunctionConfig(key = "greeting", value = "Moin")
  @FunctionSecret(name = "signing", entries = "key=other")
  void aTestReplacesEntriesOfItsClass(RunningFunction function) {
    assertThat(function.post("Duke").body()).isEqualTo("Moin Duke. other greeter PT7S");
  }

  @RepeatedTest(2)
  void eachTestHasAFunctionOfItsOwn(RunningFunction function) {
    assertThat(STARTED).doesNotContain(function);
    STARTED.add(function);
    function.post("Duke");
    assertThat(function.metric("function_calls_total{method=\"POST\"}")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Duke", "Ada"})
  void itIsAParameterBesideOthers(String name, RunningFunction function) {
    assertThat(function.post(name).body()).startsWith("Hello " + name);
  }

  @Nested
  @FunctionConfig(key = "mark", value = "!")
  class InANestedClass {
    @Test
    void theNestedClassReplacesEntries(RunningFunction function) {
      assertThat(function.post("Duke").body()).startsWith("Hello Duke! ");
    }
  }
}
