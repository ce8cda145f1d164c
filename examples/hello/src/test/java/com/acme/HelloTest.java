package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubeless.testing.FunctionTest;
import io.kubeless.testing.RunningFunction;
import org.junit.jupiter.api.Test;

@FunctionTest(Hello.class)
class HelloTest {
  @Test
  void greetsWhoeverTheEventNames(RunningFunction hello) {
    assertEquals("hello Duke", hello.post("Duke").body());
  }
}
