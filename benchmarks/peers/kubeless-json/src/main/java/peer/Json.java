package peer;

import io.kubeless.function.Context;
import io.kubeless.function.TypedHandler;

/** A function of kubeless with JSON. */
public final class Json implements TypedHandler<Json.Person, Json.Greeting> {
  /** What a request contains. */
  public record Person(String name) {}

  /** What a response contains. */
  public record Greeting(String greeting) {}

  @Override
  public Greeting apply(Person person, Context context) {
    return new Greeting("hello " + person.name());
  }
}
