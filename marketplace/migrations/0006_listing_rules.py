"""SKUs are unique in a shop, an address that was out stays, and pictures get names of our own.

Which shop an item is of stands at the item too, for the constraint to see it: triggers keep it the product's.
"""

import django.db.models.deletion
from django.db import migrations, models

import marketplace.models.pictures

FILL = """
UPDATE marketplace_item i SET shop_id = p.shop_id FROM marketplace_product p WHERE p.id = i.product_id;

UPDATE marketplace_item i SET sku = left(i.sku, 39 - length(i.id::text)) || '-' || i.id
WHERE i.sku <> '' AND EXISTS (
    SELECT FROM marketplace_item o WHERE o.shop_id = i.shop_id AND o.sku = i.sku AND o.id < i.id
);

UPDATE marketplace_product p SET was_public = true
WHERE status <> 'draft' OR released_at IS NOT NULL
   OR EXISTS (SELECT FROM marketplace_orderline l WHERE l.product_id = p.id);

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
TRIGGERS = """
CREATE FUNCTION marketplace_keep_item_shop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT shop_id INTO NEW.shop_id FROM marketplace_product WHERE id = NEW.product_id;
    RETURN NEW;
END $$;

CREATE TRIGGER marketplace_keep_item_shop BEFORE INSERT OR UPDATE OF product_id, shop_id ON marketplace_item
    FOR EACH ROW EXECUTE FUNCTION marketplace_keep_item_shop();

CREATE FUNCTION marketplace_move_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE marketplace_item SET shop_id = NEW.shop_id WHERE product_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER marketplace_move_items AFTER UPDATE OF shop_id ON marketplace_product
    FOR EACH ROW WHEN (OLD.shop_id <> NEW.shop_id) EXECUTE FUNCTION marketplace_move_items();

CREATE FUNCTION marketplace_keep_was_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.was_public := NEW.status <> 'draft' OR (TG_OP = 'UPDATE' AND OLD.was_public);
    RETURN NEW;
END $$;

CREATE TRIGGER marketplace_keep_was_public BEFORE INSERT OR UPDATE OF status, was_public ON marketplace_product
    FOR EACH ROW EXECUTE FUNCTION marketplace_keep_was_public();
"""
NO_TRIGGERS = """
DROP TRIGGER marketplace_keep_item_shop ON marketplace_item;
DROP FUNCTION marketplace_keep_item_shop();
DROP TRIGGER marketplace_move_items ON marketplace_product;
DROP FUNCTION marketplace_move_items();
DROP TRIGGER marketplace_keep_was_public ON marketplace_product;
DROP FUNCTION marketplace_keep_was_public();
"""


def of_shop(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        editable=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="items",
        to="marketplace.shop",
    )


class Migration(migrations.Migration):
    """Adds columns, fills them, and has triggers keep them."""

    dependencies = [("marketplace", "0005_what_was_sold_before")]
    operations = [
        migrations.AddField("item", "shop", of_shop(null=True)),
        migrations.AddField("product", "was_public", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("item", "shop", of_shop(null=False)),
        migrations.AddConstraint(
            "item",
            models.UniqueConstraint(fields=["shop", "sku"], condition=~models.Q(sku=""), name="item_sku_once_per_shop"),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.AlterField(
            "productimage",
            "image",
            models.ImageField(
                height_field="height", upload_to=marketplace.models.pictures.file_name, width_field="width"
            ),
        ),
    ]
