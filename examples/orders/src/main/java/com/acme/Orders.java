package com.acme;

import io.kubeless.function.Context;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import io.kubeless.function.HttpTrigger;
import io.kubeless.function.Response;
import io.kubeless.function.TypedEvent;
import java.time.Instant;
import java.util.UUID;

/** Takes an order as JSON, and answers 201 with its location. */
@HttpTrigger(path = "/orders")
public final class Orders implements Handler<TypedEvent<Order>, Context> {
  @Override
  public Response<Receipt> handle(TypedEvent<Order> event, Context context) {
    Order order = event.data();
    if (order.quantity() < 1) {
      throw new HttpException(400, "quantity must be 1 or more");
    }
    String id = UUID.randomUUID().toString();
    Receipt receipt = new Receipt(id, order.item(), order.quantity(), Instant.now());
    return Response.of(201, receipt).withHeader("Location", "/orders/" + id);
  }
}
