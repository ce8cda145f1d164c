package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a test that executes the commands of a page, which it reads from there. A command that it
 * has not executed when it ends fails it; a command that no test executes, or that two do, fails
 * {@link DocumentedCommandsTest}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Executes.All.class)
@ExtendWith(Executes.Complete.class)
public @interface Executes {
  /** The page, such as {@code docs/ci.md}. */
  String value();

  /** The headings above the commands; empty for the whole page. */
  String[] sections() default {};

  /** Whether the commands in sentences and tables are executed, too. */
  boolean sentences() default false;

  /** Several pages of one test. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ExtendWith(Complete.class)
  @interface All {
    Executes[] value();
  }

  /** Compares the commands that a test has executed with those of its pages. */
  final class Complete implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
      if (context.getExecutionException().isEmpty()) {
        for (Executes each : context.getRequiredTestMethod().getAnnotationsByType(Executes.class)) {
          Page page = Page.of(each.value(), each.sections());
          assertThat(Reader.typed(page.name()))
              .as("the executed commands of " + page.name())
              .containsAll(
                  page.commands(each.sentences()).stream()
                      .filter(
                          command -> !NotTyped.REASONS.containsKey(page.name() + ": " + command))
                      .toList());
        }
      }
    }
  }
}
