import QtQuick
import Hearthboard

// One of a few, all of them in sight: side by side, or one below the other.
Item {
    id: root

    required property RowModel names
    required property int current
    property bool column: false
    property int rowHeight: (Theme.touch ? 7 : 6) * Theme.unit
    readonly property int step: column ? rowHeight + Math.round(Theme.unit / 2) : 0
    signal chosen(int index)

    implicitHeight: column ? names.count * step - Math.round(Theme.unit / 2) : rowHeight

    Rectangle {
        visible: !root.column
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.raised
    }
    Repeater {
        model: root.names
        delegate: Rectangle {
            id: segment

            required property string name
            required property int index
            readonly property bool picked: index === root.current
            readonly property int share: Math.floor(root.width / root.names.count)

            objectName: root.objectName + "." + index
            x: root.column ? 0 : index * share
            y: root.column ? index * root.step : 0
            width: root.column ? root.width : index === root.names.count - 1 ? root.width - x : share
            height: root.rowHeight
            radius: Theme.radius
            color: picked ? Theme.action : root.column ? Theme.raised : "transparent"

            Label {
                x: root.column ? 2 * Theme.unit : Math.round((parent.width - width) / 2)
                anchors.verticalCenter: parent.verticalCenter
                text: segment.name
                font.weight: segment.picked ? Font.DemiBold : Font.Normal
                color: segment.picked ? "#14202b" : Theme.textSoft
            }
            TapHandler {
                onTapped: root.chosen(segment.index)
            }
        }
    }
}
