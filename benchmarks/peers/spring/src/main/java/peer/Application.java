package peer;

import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The work as functions of Spring Cloud Function. */
@SpringBootApplication
public class Application {
  /** What a request for JSON contains. */
  public record Person(String name) {}

  /** What its response contains. */
  public record Greeting(String greeting) {}

  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  @Bean
  public Function<String, String> hello() {
    return body -> "hello " + body;
  }

  @Bean
  public Function<String, String> sleep() {
    return body -> {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "hello " + body;
    };
  }

  @Bean
  public Function<Person, Greeting> json() {
    return person -> new Greeting("hello " + person.name());
  }
}
