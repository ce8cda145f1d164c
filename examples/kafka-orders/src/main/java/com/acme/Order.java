package com.acme;

public record Order(String item, int quantity) {}
