"""Full-text search: a folded document for each product, kept by triggers, and the list of words it corrects to."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# The same steps as `marketplace.catalogue.search.fold_text`: marks off, capitals down, letters that have no mark to take off spelled
# out, all else a space. The collation is Postgres' own, the same whatever the database's is.
FORWARDS = r"""
CREATE FUNCTION marketplace_fold(said text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT btrim(regexp_replace(
        translate(
            replace(replace(replace(replace(
                lower(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "pg_c_utf8"),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øłđðħıς', 'olddhiσ'),
        '[^[:alnum:]]+' COLLATE "pg_c_utf8", ' ', 'g'))
$$;

CREATE FUNCTION marketplace_write_documents(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO marketplace_searchdocument (product_id, words)
    SELECT p.id,
        setweight(to_tsvector('english', marketplace_fold(p.title)), 'A')
        || setweight(to_tsvector('english', marketplace_fold(p.brand)), 'B')
        || setweight(to_tsvector('english', marketplace_fold(concat_ws(' ', s.name, c.name, p.colour))), 'C')
        || setweight(to_tsvector('english', marketplace_fold(p.description)), 'D')
    FROM marketplace_product p
    JOIN marketplace_shop s ON s.id = p.shop_id
    JOIN marketplace_category c ON c.id = p.category_id
    WHERE p.id = ANY (ids)
    ORDER BY p.id
    ON CONFLICT (product_id) DO UPDATE SET words = excluded.words
$$;

CREATE FUNCTION marketplace_document_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM marketplace_write_documents(array_agg(id)) FROM added;
    RETURN NULL;
END $$;

CREATE FUNCTION marketplace_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM marketplace_write_documents(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION marketplace_shop_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM marketplace_write_documents(array_agg(id)) FROM marketplace_product WHERE shop_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION marketplace_category_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM marketplace_write_documents(array_agg(id)) FROM marketplace_product WHERE category_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER marketplace_document_added AFTER INSERT ON marketplace_product
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION marketplace_document_added();
CREATE TRIGGER marketplace_document_changed AFTER UPDATE ON marketplace_product FOR EACH ROW
    WHEN ((OLD.title, OLD.brand, OLD.colour, OLD.description, OLD.shop_id, OLD.category_id)
        IS DISTINCT FROM (NEW.title, NEW.brand, NEW.colour, NEW.description, NEW.shop_id, NEW.category_id))
    EXECUTE FUNCTION marketplace_document_changed();
CREATE TRIGGER marketplace_shop_renamed AFTER UPDATE ON marketplace_shop FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION marketplace_shop_renamed();
CREATE TRIGGER marketplace_category_renamed AFTER UPDATE ON marketplace_category FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION marketplace_category_renamed();

SELECT marketplace_write_documents(array_agg(id)) FROM marketplace_product;
"""
BACKWARDS = """
DROP TRIGGER marketplace_category_renamed ON marketplace_category;
DROP TRIGGER marketplace_shop_renamed ON marketplace_shop;
DROP TRIGGER marketplace_document_changed ON marketplace_product;
DROP TRIGGER marketplace_document_added ON marketplace_product;
DROP FUNCTION marketplace_category_renamed, marketplace_shop_renamed, marketplace_document_changed,
    marketplace_document_added, marketplace_write_documents, marketplace_fold;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("marketplace", "0008_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="document",
                        serialize=False,
                        to="marketplace.product",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], fastupdate=False, name="search_words")
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("uses", models.PositiveIntegerField(help_text="How often it is said.")),
            ],
        ),
        migrations.RemoveIndex(model_name="product", name="product_category_fresh"),
        migrations.RemoveIndex(model_name="product", name="product_shop_fresh"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["category", "-released_at", "-id"],
                include=["shop", "status", "price"],
                condition=~models.Q(status="draft"),
                name="product_category_fresh",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["category", "price", "id"],
                include=["shop", "status", "released_at"],
                condition=~models.Q(status="draft"),
                name="product_category_price",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["shop", "-released_at", "-id"], condition=~models.Q(status="draft"), name="product_shop_fresh"
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
