{#- A box with a heading. tone: "", warm, calm, good, bad or quiet. href makes the heading a link. -#}
{% from "components/icon.html" import icon %}
{% macro card(title=None, level=2, id=None, href=None, icon_name=None, tone="", note=None) -%}
<section class="box{{ ' box-' ~ tone if tone }}"{% if id %} id="{{ id }}"{% endif %}>
{% if title %}
<div class="box-head">
{% if icon_name %}<span class="box-icon">{{ icon(icon_name, size="lg") }}</span>{% endif %}
<div><h{{ level }} class="box-title">{% if href %}<a href="{{ href }}">{{ title }}</a>{% else %}{{ title }}{% endif %}</h{{ level }}>
{% if note %}<p class="box-note">{{ note }}</p>{% endif %}</div>
</div>
{% endif %}
{{ caller() }}
</section>
{%- endmacro %}
