package dev.keypool.integrations;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.keypool.values.Money;
import java.io.IOException;

/** Money as the wire shows it. */
final class MoneyAsNumber extends StdSerializer<Money> {
    private static final long serialVersionUID = 1L;

    MoneyAsNumber() {
        super(Money.class);
    }

    @Override
    public void serialize(Money money, JsonGenerator out, SerializerProvider provider) throws IOException {
        out.writeNumber(money.toDecimal());
    }
}
