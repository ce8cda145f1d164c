package io.kubeless.testing;

import io.kubeless.function.Handler;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a function for each test of a class, and stops it afterwards. The function is a parameter
 * of tests, and of {@code @BeforeEach} and {@code @AfterEach} methods.
 *
 * <pre>{@code
 * @FunctionTest(Hello.class)
 * class HelloTest {
 *   @Test
 *   void greets(RunningFunction hello) {
 *     assertEquals("hello Duke", hello.post("Duke").body());
 *   }
 * }
 * }</pre>
 *
 * <p>The handler is created by its constructor without parameters; for any other, use {@link
 * RunningFunction#start}. If a test fails, the log of its function is printed.
 *
 * @see FunctionConfig
 * @see FunctionSecret
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ExtendWith(FunctionExtension.class)
public @interface FunctionTest {
  /** The class of the handler. */
  Class<? extends Handler<?, ?>> value();

  /** The name of the function. */
  String name() default "function";

  /** The timeout of a call. */
  int timeoutSeconds() default 180;

  /** The maximum number of concurrent calls. */
  int concurrency() default 1000;
}
