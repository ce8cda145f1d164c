package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import org.junit.jupiter.api.Test;

class HelloTest {
  @Test
  void greetsWhoeverTheEventNames() {
    assertEquals("hello Duke", new Hello().handle(Events.text("Duke"), Contexts.named("hello")));
  }
}
