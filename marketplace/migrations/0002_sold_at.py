"""Keep `sold_at` true by whatever path a product's status changes."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION marketplace_keep_sold_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'sold' THEN
        NEW.sold_at := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.sold_at := coalesce(NEW.sold_at, clock_timestamp());
    ELSIF OLD.status = 'sold' THEN
        NEW.sold_at := OLD.sold_at;
    ELSE
        NEW.sold_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER marketplace_keep_sold_at BEFORE INSERT OR UPDATE ON marketplace_product
    FOR EACH ROW EXECUTE FUNCTION marketplace_keep_sold_at();
"""
BACKWARDS = """
DROP TRIGGER marketplace_keep_sold_at ON marketplace_product;
DROP FUNCTION marketplace_keep_sold_at();
"""


class Migration(migrations.Migration):
    """Adds the trigger."""

    dependencies = [("marketplace", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
